/** From a valid request to a job that cannot be lost: geometry, source, record. */
@NullMarked
package io.kuotu.gateway.submit;

import org.jspecify.annotations.NullMarked;
