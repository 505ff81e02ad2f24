/** See the package in main. */
@NullMarked
package io.kuotu.chaos.link;

import org.jspecify.annotations.NullMarked;
