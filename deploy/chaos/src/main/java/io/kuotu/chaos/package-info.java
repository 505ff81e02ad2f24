/**
 * Breaks a cluster of real processes at random under a seed, and says whether every promise held.
 */
@NullMarked
package io.kuotu.chaos;

import org.jspecify.annotations.NullMarked;
