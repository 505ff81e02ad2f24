/** The only user of DJL: owns every tensor. One model object belongs to one device thread. */
@NullMarked
package io.kuotu.worker.djl;

import org.jspecify.annotations.NullMarked;
