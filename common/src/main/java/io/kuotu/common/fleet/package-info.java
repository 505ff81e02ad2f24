/** Who serves: workers and the bundles that they have, as they tell it themselves. */
@NullMarked
package io.kuotu.common.fleet;

import org.jspecify.annotations.NullMarked;
