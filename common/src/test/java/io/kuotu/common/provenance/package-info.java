@NullMarked
package io.kuotu.common.provenance;

import org.jspecify.annotations.NullMarked;
