/** Jobs enter the worker here: share-group lanes, each holding one record under a lease. */
@NullMarked
package io.kuotu.worker.intake;

import org.jspecify.annotations.NullMarked;
