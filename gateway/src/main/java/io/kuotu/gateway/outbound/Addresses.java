package io.kuotu.gateway.outbound;

import io.kuotu.gateway.outbound.CallFailed.Reason;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The addresses of a target, checked. Where one of them may not be called, none is: nobody whose
 * name leads inside as well as outside means well. Resolving has threads of its own, because it
 * blocks in native code and a caller must be able to give up. Blocks; thread safe.
 */
final class Addresses implements AutoCloseable {
    private static final int THREADS = 32;
    private static final int WAITING = 1024;

    private final Names names;
    private final AddressRules rules;
    private final ThreadPoolExecutor threads;

    Addresses(Names names, AddressRules rules) {
        this.names = names;
        this.rules = rules;
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING),
                        Thread.ofPlatform().daemon().name("names-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** One or more, the preferred one first. */
    List<InetAddress> of(Target target, Deadline until)
            throws CallRefused, CallFailed, InterruptedException {
        List<InetAddress> found =
                target.literal().isPresent()
                        ? List.of(target.literal().get())
                        : resolve(target.host(), until);
        if (found.isEmpty() || !found.stream().allMatch(rules::allows)) {
            throw new CallRefused(Reason.UNKNOWN_HOST.text());
        }
        return found;
    }

    private List<InetAddress> resolve(String host, Deadline until)
            throws CallFailed, InterruptedException {
        try {
            Future<List<InetAddress>> answer = threads.submit(() -> names.of(host));
            try {
                return answer.get(until.millisLeft(), TimeUnit.MILLISECONDS);
            } finally {
                answer.cancel(true);
            }
        } catch (ExecutionException e) {
            throw new CallFailed(Reason.UNKNOWN_HOST, e.getCause());
        } catch (TimeoutException | RejectedExecutionException e) {
            throw new CallFailed(Reason.TIMEOUT, e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
