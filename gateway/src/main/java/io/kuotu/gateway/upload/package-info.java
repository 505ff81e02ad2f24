/** Pictures that clients post straight to the store. */
@NullMarked
package io.kuotu.gateway.upload;

import org.jspecify.annotations.NullMarked;
