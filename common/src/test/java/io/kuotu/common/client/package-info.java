@NullMarked
package io.kuotu.common.client;

import org.jspecify.annotations.NullMarked;
