@NullMarked
package io.kuotu.common.picture;

import org.jspecify.annotations.NullMarked;
