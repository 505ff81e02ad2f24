@NullMarked
package io.kuotu.worker;

import org.jspecify.annotations.NullMarked;
