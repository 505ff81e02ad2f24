@NullMarked
package io.kuotu.worker.profile;

import org.jspecify.annotations.NullMarked;
