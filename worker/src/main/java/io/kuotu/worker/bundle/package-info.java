/**
 * Folders of TorchScript files with a manifest: read, checked, described. Nothing here runs a
 * model.
 */
@NullMarked
package io.kuotu.worker.bundle;

import org.jspecify.annotations.NullMarked;
