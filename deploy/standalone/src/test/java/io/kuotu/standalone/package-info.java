@NullMarked
package io.kuotu.standalone;

import org.jspecify.annotations.NullMarked;
