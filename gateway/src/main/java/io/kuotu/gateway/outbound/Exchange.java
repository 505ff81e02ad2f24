package io.kuotu.gateway.outbound;

import io.kuotu.gateway.outbound.CallFailed.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One request and its answer on a connection of its own, which ends with it. {@link #post} and
 * {@link #get} block; everything else runs on the connection's event loop.
 */
final class Exchange implements AutoCloseable {
    private final Vertx vertx;
    private final Context loop;
    private final HttpClientRequest request;
    private final Deadline until;

    /**
     * @param loop that the request was made on
     */
    Exchange(Vertx vertx, Context loop, HttpClientRequest request, Deadline until) {
        this.vertx = vertx;
        this.loop = loop;
        this.request = request;
        this.until = until;
        request.connection().exceptionHandler(_ -> {}); // the request's future says it too
    }

    /**
     * Work of one call, all of it on one event loop: news of an answer that cross to another come
     * when the answer may have ended, and what there was of its body is gone.
     */
    static <T> Future<T> on(Context loop, Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(_ -> work.get().onComplete(done));
        return done.future();
    }

    /**
     * @param most bytes of the answer's body that are read; it is not kept
     */
    Answer post(Buffer body, long most) throws CallFailed, InterruptedException {
        return GuardedHttp.await(
                on(loop, () -> request.send(body).compose(response -> dropped(response, most))),
                until);
    }

    /**
     * @param to where the body goes
     * @param most bytes of it
     * @param wanted status whose body is kept
     */
    Answer get(Path to, long most, int wanted) throws CallFailed, InterruptedException {
        return GuardedHttp.await(
                on(
                        loop,
                        () ->
                                request.send()
                                        .compose(
                                                response ->
                                                        response.statusCode() == wanted
                                                                ? saved(response, to, most)
                                                                : unread(response))),
                until);
    }

    private static Future<Answer> unread(HttpClientResponse response) {
        response.exceptionHandler(_ -> {}); // what of its body does not come is not missed
        return Future.succeededFuture(answer(response));
    }

    private static Future<Answer> dropped(HttpClientResponse response, long most) {
        Promise<Answer> done = Promise.promise();
        Count count = new Count();
        response.exceptionHandler(done::tryFail);
        response.endHandler(_ -> done.tryComplete(answer(response)));
        response.handler(
                part -> {
                    if (count.add(part.length()) > most) {
                        done.tryComplete(answer(response));
                    }
                });
        return done.future();
    }

    private Future<Answer> saved(HttpClientResponse response, Path to, long most) {
        String length = response.getHeader("Content-Length");
        if (length != null && tooLong(length, most)) {
            return Future.failedFuture(new CallFailed(Reason.TOO_LARGE, null));
        }
        Promise<Void> done = Promise.promise();
        response.exceptionHandler(done::tryFail);
        response.pause();
        return vertx.fileSystem()
                .open(to.toString(), new OpenOptions().setTruncateExisting(true))
                .compose(
                        file ->
                                copied(response, file, most, done)
                                        .eventually(file::close)
                                        .compose(bytes -> checked(to, bytes))
                                        .map(answer(response)));
    }

    /** A write that failed late, on a full disk, shows here. */
    private Future<Void> checked(Path file, long bytes) {
        return vertx.fileSystem()
                .props(file.toString())
                .compose(
                        now ->
                                now.size() == bytes
                                        ? Future.succeededFuture()
                                        : Future.failedFuture("the file could not be written"));
    }

    /** What is no length at all shows when the body is read. */
    private static boolean tooLong(String length, long most) {
        return length.length() > 18
                || (length.chars().allMatch(c -> c >= '0' && c <= '9')
                        && !length.isEmpty()
                        && Long.parseLong(length) > most);
    }

    /** Counts what really comes, whatever was announced. */
    private static Future<Long> copied(
            HttpClientResponse response, AsyncFile file, long most, Promise<Void> done) {
        Count count = new Count();
        response.endHandler(_ -> done.tryComplete());
        response.handler(
                part -> {
                    if (count.add(part.length()) > most) {
                        done.tryFail(new CallFailed(Reason.TOO_LARGE, null));
                    }
                    if (done.future().isComplete()) {
                        return;
                    }
                    var _ = file.write(part).onFailure(done::tryFail);
                    if (file.writeQueueFull()) {
                        response.pause();
                        file.drainHandler(_ -> response.resume());
                    }
                });
        response.resume();
        return done.future().map(_ -> count.bytes);
    }

    private static Answer answer(HttpClientResponse response) {
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .forEach(
                        header ->
                                headers.putIfAbsent(
                                        header.getKey().toLowerCase(Locale.ROOT),
                                        header.getValue()));
        return new Answer(response.statusCode(), headers);
    }

    @Override
    public void close() {
        var _ = request.connection().close();
    }

    /** On one event loop. */
    private static final class Count {
        private long bytes;

        long add(int more) {
            bytes += more;
            return bytes;
        }
    }
}
