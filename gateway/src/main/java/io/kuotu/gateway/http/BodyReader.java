package io.kuotu.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads bodies with Vert.x's handler, and sees to what that leaves open: headers that it trips
 * over, forms that break off (it waits for their rest for ever), errors in the middle of a file
 * (closing that file fails, and nobody is told). All of it is the caller's, and answered with 400.
 * {@link #look} is called by one thread, everything else by the requests' event loops.
 */
final class BodyReader implements Handler<RoutingContext> {
    private static final String READING = "kuotu.reading-body";
    private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);
    private static final long SWEEP_MS = 5_000;
    private static final long REST_NS = 5_000_000_000L;

    private final BodyHandler reader;
    private final LongSupplier nanoClock;
    private final Map<RoutingContext, Waiting> waiting = new ConcurrentHashMap<>();

    /**
     * @param loop of the request
     * @param endedAt when its last byte was seen to have come; 0 before
     */
    private record Waiting(Context loop, long endedAt) {}

    BodyReader(BodyHandler reader, LongSupplier nanoClock) {
        this.reader = reader;
        this.nanoClock = nanoClock;
    }

    /** Whether what fails now fails because of the body. */
    static boolean isReading(RoutingContext request) {
        return Boolean.TRUE.equals(request.get(READING));
    }

    /** To be called by who comes after the body. */
    static void isRead(RoutingContext request) {
        request.put(READING, false);
    }

    @Override
    public void handle(RoutingContext request) {
        request.put(READING, true);
        waiting.put(request, new Waiting(request.vertx().getOrCreateContext(), 0));
        request.addEndHandler(
                _ -> {
                    waiting.remove(request);
                    if (!request.fileUploads().isEmpty()) {
                        request.vertx().setTimer(SWEEP_MS, _ -> sweep(request));
                    }
                });
        try {
            reader.handle(request);
            request.request().exceptionHandler(_ -> giveUp(request));
        } catch (RuntimeException e) {
            if (!isReading(request)) {
                throw e; // of who comes after
            }
            giveUp(request);
        }
    }

    /** To be called about every second. */
    void look() {
        long now = nanoClock.getAsLong();
        waiting.forEach((request, since) -> look(request, since, now));
    }

    private void look(RoutingContext request, Waiting since, long now) {
        if (!isReading(request)) {
            waiting.remove(request);
        } else if (since.endedAt() == 0 && request.request().isEnded()) {
            waiting.replace(request, new Waiting(since.loop(), now)); // files may still be written
        } else if (since.endedAt() != 0 && now - since.endedAt() > REST_NS) {
            waiting.remove(request);
            since.loop().runOnContext(_ -> giveUp(request));
        }
    }

    private static void giveUp(RoutingContext request) {
        if (!isReading(request)) {
            return;
        }
        try {
            request.cancelAndCleanupFileUploads();
        } catch (IllegalStateException e) {
            LOG.debug("an upload had ended already", e); // what it leaves is swept up
        }
        request.fail(400);
    }

    /** Of files that Vert.x has closed too late, or twice, it leaves some behind. */
    private static void sweep(RoutingContext request) {
        List<Path> files =
                request.fileUploads().stream()
                        .map(FileUpload::uploadedFileName)
                        .map(Path::of)
                        .toList();
        var _ =
                request.vertx()
                        .executeBlocking(
                                () -> {
                                    for (Path file : files) {
                                        Files.deleteIfExists(file);
                                    }
                                    return files.size();
                                })
                        .onFailure(e -> LOG.warn("an upload could not be deleted", e));
    }
}
