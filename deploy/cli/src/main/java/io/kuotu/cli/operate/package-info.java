/** The commands of operators, over the client's operator calls. */
@NullMarked
package io.kuotu.cli.operate;

import org.jspecify.annotations.NullMarked;
