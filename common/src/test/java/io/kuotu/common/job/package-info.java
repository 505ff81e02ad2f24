@NullMarked
package io.kuotu.common.job;

import org.jspecify.annotations.NullMarked;
