/**
 * The gateway: HTTP in, jobs to Kafka; events from Kafka, answers and notices out. Read http,
 * admission, submit; then board, notify.
 */
@NullMarked
package io.kuotu.gateway;

import org.jspecify.annotations.NullMarked;
