/** What happened, what was promised, and whether both agree. */
@NullMarked
package io.kuotu.chaos.ledger;

import org.jspecify.annotations.NullMarked;
