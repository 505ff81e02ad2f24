@NullMarked
package io.kuotu.cli.drift;

import org.jspecify.annotations.NullMarked;
