/** What a bundle is biased to: pictures through chains, and where they drift on the whole. */
@NullMarked
package io.kuotu.cli.drift;

import org.jspecify.annotations.NullMarked;
