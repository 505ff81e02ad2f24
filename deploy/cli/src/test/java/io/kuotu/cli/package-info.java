@NullMarked
package io.kuotu.cli;

import org.jspecify.annotations.NullMarked;
