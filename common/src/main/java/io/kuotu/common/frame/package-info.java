/** Frames of chains as they are kept: by workers that make them, for whoever ends or goes on. */
@NullMarked
package io.kuotu.common.frame;

import org.jspecify.annotations.NullMarked;
