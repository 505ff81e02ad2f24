/**
 * A whole cluster in one process, through the same public launchers that a large one uses: Kafka,
 * an S3 server, a gateway, a worker.
 */
@NullMarked
package io.kuotu.standalone;

import org.jspecify.annotations.NullMarked;
