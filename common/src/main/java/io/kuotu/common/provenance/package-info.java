/**
 * What pictures say about themselves: claims, who signed them, and how they travel inside of files.
 */
@NullMarked
package io.kuotu.common.provenance;

import org.jspecify.annotations.NullMarked;
