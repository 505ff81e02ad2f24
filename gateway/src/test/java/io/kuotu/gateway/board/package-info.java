@NullMarked
package io.kuotu.gateway.board;

import org.jspecify.annotations.NullMarked;
