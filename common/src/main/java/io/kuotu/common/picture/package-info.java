/** What a picture file is, judged by its structure before any pixel of it is decoded. */
@NullMarked
package io.kuotu.common.picture;

import org.jspecify.annotations.NullMarked;
