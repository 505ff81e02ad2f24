/**
 * Starting several things and stopping them in reverse, also when the start breaks off half way.
 */
@NullMarked
package io.kuotu.common.lifecycle;

import org.jspecify.annotations.NullMarked;
