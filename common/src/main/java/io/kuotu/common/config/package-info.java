/**
 * Typed settings from a file, the environment and the command line; all that is wrong with them is
 * told at once.
 */
@NullMarked
package io.kuotu.common.config;

import org.jspecify.annotations.NullMarked;
