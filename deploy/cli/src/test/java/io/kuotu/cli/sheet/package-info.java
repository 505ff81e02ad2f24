@NullMarked
package io.kuotu.cli.sheet;

import org.jspecify.annotations.NullMarked;
