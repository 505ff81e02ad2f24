/** The capacity plan on the command line, and its check against a real cluster. */
@NullMarked
package io.kuotu.cli.plan;

import org.jspecify.annotations.NullMarked;
