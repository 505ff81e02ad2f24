package io.kuotu.chaos.load;

import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.KuotuClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A client of each gateway; where one has no answer the next is asked. Thread safe. */
public final class Callers implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(400);
    private static final int SERVER_ERRORS = 500;
    private static final int TOO_MANY = 429;

    private final List<KuotuClient> clients;
    private final AtomicInteger turn = new AtomicInteger();

    /** What is asked. */
    public interface Question<T> {
        T ask(KuotuClient client) throws IOException, InterruptedException;
    }

    /** Nobody answered in time. */
    public static final class Unanswered extends IOException {
        private static final long serialVersionUID = 1L;

        Unanswered(Exception last) {
            super(last.toString(), last);
        }
    }

    public Callers(List<URI> gateways, String key) {
        this.clients = gateways.stream().map(uri -> new KuotuClient(uri, key, 1)).toList();
    }

    /** Each by itself. */
    public List<KuotuClient> each() {
        return clients;
    }

    /**
     * The first answer. A refusal that time does not change is an {@link ApiProblem}; an {@link
     * Unanswered} means that nobody knows whether it was done.
     */
    public <T> T ask(Duration patience, Question<T> question)
            throws Unanswered, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            KuotuClient client = clients.get(turn.getAndIncrement() % clients.size());
            try {
                return question.ask(client);
            } catch (ApiProblem e) {
                if (!passes(e)) {
                    throw e;
                }
                pauseUntil(end, e);
            } catch (IOException e) {
                pauseUntil(end, e);
            }
        }
    }

    static boolean passes(ApiProblem problem) {
        return problem.status() >= SERVER_ERRORS || problem.status() == TOO_MANY;
    }

    private static void pauseUntil(long end, Exception last)
            throws Unanswered, InterruptedException {
        if (System.nanoTime() - end > 0) {
            throw new Unanswered(last);
        }
        Thread.sleep(PAUSE);
    }

    @Override
    public void close() {
        clients.forEach(KuotuClient::close);
    }
}
