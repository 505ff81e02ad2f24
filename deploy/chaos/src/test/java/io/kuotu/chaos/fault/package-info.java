/** See the package in main. */
@NullMarked
package io.kuotu.chaos.fault;

import org.jspecify.annotations.NullMarked;
