/** What a stranger can be told about a picture, and what proves it. */
@NullMarked
package io.kuotu.cli.verify;

import org.jspecify.annotations.NullMarked;
