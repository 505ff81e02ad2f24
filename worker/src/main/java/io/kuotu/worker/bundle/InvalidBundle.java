package io.kuotu.worker.bundle;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A bundle that must not be loaded; the message names the folder and what is wrong with it. */
public final class InvalidBundle extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidBundle(Path folder, String problem, @Nullable Throwable cause) {
        super("bundle " + folder + ": " + problem, cause);
    }
}
