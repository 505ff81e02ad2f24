/** Jobs, events and problems as the contract shows them, for every transport the same. */
@NullMarked
package io.kuotu.gateway.view;

import org.jspecify.annotations.NullMarked;
