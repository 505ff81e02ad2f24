@NullMarked
package io.kuotu.cli.bench.gateway;

import org.jspecify.annotations.NullMarked;
