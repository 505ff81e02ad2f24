/** See the package in main. */
@NullMarked
package io.kuotu.chaos.ledger;

import org.jspecify.annotations.NullMarked;
