@NullMarked
package io.kuotu.plan.cluster;

import org.jspecify.annotations.NullMarked;
