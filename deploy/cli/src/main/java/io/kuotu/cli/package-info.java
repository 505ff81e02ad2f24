/**
 * The command line: arguments in, calls of the client and the launchers, words and pictures out.
 */
@NullMarked
package io.kuotu.cli;

import org.jspecify.annotations.NullMarked;
