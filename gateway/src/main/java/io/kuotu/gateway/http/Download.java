package io.kuotu.gateway.http;

import io.kuotu.common.store.ObjectStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object of the store as an answer, piece by piece: the next piece is read when the last one has
 * left for the client, so a slow reader holds one piece of memory and no more. A virtual thread for
 * each.
 */
final class Download {
    private static final Logger LOG = LoggerFactory.getLogger(Download.class);
    private static final int PIECE = 128 << 10;

    /**
     * @param key of the object
     * @param bytes its size
     * @param mediaType of the answer
     * @param headers beside it
     */
    record File(String key, long bytes, String mediaType, Map<String, String> headers) {}

    private final ObjectStore store;
    private final RoutingContext request;
    private final Context loop;

    private Download(ObjectStore store, RoutingContext request) {
        this.store = store;
        this.request = request;
        this.loop = request.vertx().getOrCreateContext();
    }

    /** On the request's event loop; {@code find} blocks, elsewhere. */
    static void answer(RoutingContext request, ObjectStore store, Callable<File> find) {
        Download download = new Download(store, request);
        Thread _ = Thread.startVirtualThread(() -> download.run(find));
    }

    private void run(Callable<File> find) {
        try {
            send(find.call());
        } catch (Throwable e) {
            loop.runOnContext(_ -> request.fail(e));
        }
    }

    private void send(File file) throws Exception {
        Optional<String> wish = Inputs.header(request, "Range").filter(_ -> isCurrent(file));
        Optional<ByteRange> range = wish.flatMap(text -> ByteRange.of(text, file.bytes()));
        if (range.isPresent() && range.get().isEmpty()) {
            onLoop(
                    () ->
                            request.response()
                                    .setStatusCode(416)
                                    .putHeader("Content-Range", "bytes */" + file.bytes())
                                    .end());
            return;
        }
        send(file, range.orElse(new ByteRange(0, file.bytes())), range.isPresent());
    }

    /** A part of what has changed since is of no use to the client. */
    private boolean isCurrent(File file) {
        Optional<String> condition = Inputs.header(request, "If-Range");
        return condition.isEmpty()
                || condition.get().equals(file.headers().getOrDefault("ETag", "none"));
    }

    private void send(File file, ByteRange range, boolean partial) throws Exception {
        if (range.isEmpty()) {
            onLoop(() -> head(file, range, partial).end());
            return;
        }
        try (Resuming in = new Resuming(from -> open(file, from), range.from())) {
            onLoop(
                    () -> {
                        head(file, range, partial);
                        return Future.succeededFuture();
                    });
            pump(in, range.bytes());
        } catch (ExecutionException e) {
            LOG.debug("the reader of {} has gone: {}", file.key(), e.toString());
        }
    }

    private void pump(Resuming in, long bytes) throws Exception {
        byte[] piece = new byte[PIECE];
        for (long left = bytes; left > 0; ) {
            int read = in.read(piece, (int) Math.min(PIECE, left));
            Buffer next = Buffer.buffer().appendBytes(piece, 0, read);
            onLoop(() -> request.response().write(next));
            left -= read;
        }
        onLoop(() -> request.response().end());
    }

    private InputStream open(File file, long from) throws IOException {
        return store.open(file.key(), from, file.bytes() - from)
                .orElseThrow(() -> new IOException(file.key() + " is gone"));
    }

    /** The first write sends it. */
    private HttpServerResponse head(File file, ByteRange range, boolean partial) {
        HttpServerResponse response = request.response();
        file.headers().forEach(response::putHeader);
        response.putHeader("Content-Type", file.mediaType())
                .putHeader("Accept-Ranges", "bytes")
                .putHeader("Content-Length", Long.toString(range.bytes()));
        return partial
                ? response.setStatusCode(206).putHeader("Content-Range", range.of(file.bytes()))
                : response;
    }

    private interface Write {
        Future<Void> begin();
    }

    /** Returns when the write has left this process. */
    private void onLoop(Write write) throws ExecutionException, InterruptedException {
        Promise<Void> written = Promise.promise();
        loop.runOnContext(_ -> write.begin().onComplete(written));
        written.future().toCompletionStage().toCompletableFuture().get();
    }
}
