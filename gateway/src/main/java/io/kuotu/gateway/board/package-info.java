/** What is known of every job and every worker, built from topics alone. */
@NullMarked
package io.kuotu.gateway.board;

import org.jspecify.annotations.NullMarked;
