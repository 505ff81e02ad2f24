/** Who may submit, and how much. */
@NullMarked
package io.kuotu.gateway.admission;

import org.jspecify.annotations.NullMarked;
