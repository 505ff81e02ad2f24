@NullMarked
package io.kuotu.cli.verify;

import org.jspecify.annotations.NullMarked;
