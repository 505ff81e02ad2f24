/** The programs as they are shipped: their images, beside Kafka and MinIO in containers. */
@NullMarked
package io.kuotu.containers;

import org.jspecify.annotations.NullMarked;
