@NullMarked
package io.kuotu.common.config;

import org.jspecify.annotations.NullMarked;
