/** How many workers: the search, and what headroom costs. */
@NullMarked
package io.kuotu.plan.sizing;

import org.jspecify.annotations.NullMarked;
