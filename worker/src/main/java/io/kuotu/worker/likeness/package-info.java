/** How alike pictures are, and parts of one: in colour, in structure, in what fills them. */
@NullMarked
package io.kuotu.worker.likeness;

import org.jspecify.annotations.NullMarked;
