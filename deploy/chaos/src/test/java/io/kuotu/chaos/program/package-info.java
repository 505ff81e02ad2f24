/** See the package in main. */
@NullMarked
package io.kuotu.chaos.program;

import org.jspecify.annotations.NullMarked;
