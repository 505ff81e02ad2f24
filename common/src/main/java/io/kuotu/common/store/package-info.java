/** The object store: sources, outputs, manifests. The only place that knows the S3 client. */
@NullMarked
package io.kuotu.common.store;

import org.jspecify.annotations.NullMarked;
