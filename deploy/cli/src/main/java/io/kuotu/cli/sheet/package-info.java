/** Sheets to look at: what was known, what was made, what was there. */
@NullMarked
package io.kuotu.cli.sheet;

import org.jspecify.annotations.NullMarked;
