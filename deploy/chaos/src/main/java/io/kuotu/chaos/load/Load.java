package io.kuotu.chaos.load;

import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.SubmitOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends orders at a rate, whatever becomes of them: an open loop. One thread draws them, each is
 * carried out on a virtual thread of its own.
 */
public final class Load implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Load.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Callers callers;
    private final Journal journal;
    private final Orders orders; // its own lock guards it: the load and the saboteur draw
    private final double rate;
    private final Set<Thread> underWay = ConcurrentHashMap.newKeySet();
    private final Watcher watcher;
    private volatile boolean stopped; // set once
    private volatile long busyUntil; // System.nanoTime(); written by the load's thread

    /**
     * @param rate orders per second
     */
    public record Rules(long seed, double rate, Path folder, String webhook) {
        public Rules {
            if (!(rate > 0)) {
                throw new IllegalArgumentException("rate: " + rate + " must be above 0");
            }
        }
    }

    public Load(Rules rules, Callers callers, Journal journal) throws IOException {
        this.callers = callers;
        this.journal = journal;
        this.orders = new Orders(rules.seed(), rules.folder(), rules.webhook());
        this.rate = rules.rate();
        this.watcher = new Watcher(callers, journal);
    }

    /** For so long; returns at once. */
    public void start(Duration length) {
        busyUntil = System.nanoTime() + length.toNanos();
        begin("load", this::drawOrders);
    }

    private void begin(String name, Interruptible work) {
        Thread thread =
                Thread.ofVirtual()
                        .name(name)
                        .unstarted(
                                () -> {
                                    try {
                                        work.run();
                                    } catch (InterruptedException e) {
                                        LOG.debug("{} was interrupted", name);
                                    } catch (IOException e) {
                                        LOG.warn("{} broke off: {}", name, e.toString());
                                    } finally {
                                        underWay.remove(Thread.currentThread());
                                    }
                                });
        underWay.add(thread);
        thread.start();
    }

    private interface Interruptible {
        void run() throws InterruptedException, IOException;
    }

    private void drawOrders() throws InterruptedException {
        while (!stopped && System.nanoTime() - busyUntil < 0) {
            Order order;
            Duration gap;
            synchronized (orders) {
                order = orders.next();
                gap = orders.gap(rate);
            }
            begin("order " + order.key(), () -> carryOut(order));
            Thread.sleep(gap);
        }
    }

    private void carryOut(Order order) throws InterruptedException, IOException {
        journal.ordered();
        try {
            JobStatus job = callers.ask(PATIENCE, client -> send(client, order));
            journal.accepted(order, job.id());
            if (order.watches()) {
                begin("watch " + job.id(), () -> watcher.watch(job.id()));
            }
            if (order.sendsAgain()) {
                JobStatus again = callers.ask(PATIENCE, client -> send(client, order));
                journal.accepted(order, again.id());
            }
            if (order.cancelsAfter().isPresent()) {
                Thread.sleep(order.cancelsAfter().get());
                var _ = callers.ask(PATIENCE, client -> client.cancel(job.id()));
            }
        } catch (ApiProblem e) {
            journal.refused(e.code());
            LOG.warn("{} was refused: {} {}", order.key(), e.code(), e.getMessage());
        } catch (Callers.Unanswered e) {
            journal.unanswered();
        }
    }

    private static JobStatus send(KuotuClient client, Order order)
            throws IOException, InterruptedException {
        SubmitOptions options = SubmitOptions.fresh().withKey(order.key());
        return client.expand(order.image(), order.request().deepCopy(), options);
    }

    /** An order of a picture of its own, sent at once; its job is in the journal. */
    public JobStatus send(Path picture) throws IOException, InterruptedException {
        Order order;
        synchronized (orders) {
            order = orders.plain(picture);
        }
        journal.ordered();
        JobStatus job = callers.ask(PATIENCE, client -> send(client, order));
        journal.accepted(order, job.id());
        return job;
    }

    /** That was never sent before. */
    public Path newPicture() throws IOException {
        synchronized (orders) {
            return orders.newPicture();
        }
    }

    /** Until callers have what they wait for, or the time is over; then they are sent away. */
    public void awaitCallers(Duration within) throws InterruptedException {
        stopped = true;
        long end = System.nanoTime() + within.toNanos();
        while (!underWay.isEmpty() && System.nanoTime() - end < 0) {
            Thread.sleep(100);
        }
        underWay.forEach(Thread::interrupt);
        while (!underWay.isEmpty()) {
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        stopped = true;
        underWay.forEach(Thread::interrupt);
    }
}
