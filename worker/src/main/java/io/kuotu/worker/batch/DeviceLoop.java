package io.kuotu.worker.batch;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device's thread: drain messages, plan, run one batch, apply ({@link Batcher}). It alone
 * touches the device and the samples; everyone else sends messages over a bounded queue and waits
 * for futures.
 */
public final class DeviceLoop implements Engine, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceLoop.class);
    private static final int MAILBOX = 256;
    private static final Duration IDLE_LOOK = Duration.ofMillis(200);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    private sealed interface Message {
        record NewSample(SampleOrder order, CompletableFuture<float[]> result) implements Message {}

        record NewTile(TileOrder order, CompletableFuture<float[]> result) implements Message {}

        record Cancel(JobId job) implements Message {}

        record Forecast(CompletableFuture<Map<JobId, Duration>> answer) implements Message {}
    }

    private final BlockingQueue<Message> mailbox = new ArrayBlockingQueue<>(MAILBOX);
    private final Supplier<DeviceModels> opener;
    private final int slots;
    private final InstantSource clock;
    private final LoopMeter meter;
    private final Thread thread;
    private final CompletableFuture<DeviceModels> opened = new CompletableFuture<>();
    private final CompletableFuture<Throwable> died = new CompletableFuture<>();
    private volatile boolean stopping; // read by the loop between batches
    private volatile @Nullable Throwable cause; // of its death, set by the loop
    private volatile boolean ended; // set once, before the loop empties its mailbox for good

    private DeviceLoop(
            String name,
            Supplier<DeviceModels> opener,
            int slots,
            InstantSource clock,
            LoopMeter meter) {
        this.opener = opener;
        this.slots = slots;
        this.clock = clock;
        this.meter = meter;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    /**
     * Starts the thread and waits until the models are loaded; what the opener throws comes out
     * here.
     *
     * @param name of the thread
     * @param opener loads the models, on the thread
     * @param slots samples that may be active at once
     * @param clock for deadlines
     * @param meter counts
     */
    public static DeviceLoop start(
            String name,
            Supplier<DeviceModels> opener,
            int slots,
            InstantSource clock,
            LoopMeter meter) {
        DeviceLoop loop = new DeviceLoop(name, opener, slots, clock, meter);
        loop.thread.start();
        try {
            loop.opened.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        return loop;
    }

    @Override
    public CompletableFuture<float[]> expand(SampleOrder order) {
        CompletableFuture<float[]> result = new CompletableFuture<>();
        send(new Message.NewSample(order, result));
        return result;
    }

    @Override
    public CompletableFuture<float[]> enlarge(TileOrder order) {
        CompletableFuture<float[]> result = new CompletableFuture<>();
        send(new Message.NewTile(order, result));
        return result;
    }

    /** Nothing is here of any job once the loop has ended, so then it does nothing. */
    @Override
    public void cancel(JobId job) {
        if (!ended) {
            send(new Message.Cancel(job));
        }
    }

    /**
     * How long each job whose samples have all begun will go on here, if nothing else comes; an
     * estimate. From any thread that may block.
     */
    public Map<JobId, Duration> forecast() {
        CompletableFuture<Map<JobId, Duration>> answer = new CompletableFuture<>();
        send(new Message.Forecast(answer));
        return answer.join();
    }

    /** False once the thread has ended, for whatever reason. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Completes, on the loop's thread, with the reason if the loop ends without being closed. */
    public CompletableFuture<Throwable> died() {
        return died;
    }

    public DeviceModels models() {
        return opened.join();
    }

    private void send(Message message) {
        try {
            while (!ended) {
                if (mailbox.offer(message, IDLE_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    refuseIfEnded(message);
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
        throw stopped();
    }

    /** The loop may have emptied its mailbox for good just before the message went in. */
    private void refuseIfEnded(Message message) {
        if (ended && mailbox.remove(message)) {
            throw stopped();
        }
    }

    private RuntimeException stopped() {
        Throwable reason = cause;
        if (reason != null) {
            return gone(reason);
        }
        return Problem.of(ErrorCode.SHUTTING_DOWN, "the device has stopped").asException();
    }

    private void run() {
        try (DeviceModels models = opener.get()) {
            Batcher batcher = new Batcher(models, slots, Clocks.of(clock), meter);
            opened.complete(models);
            try {
                loop(batcher);
            } catch (Throwable e) {
                LOG.error("{} died", thread.getName(), e);
                cause = e;
            } finally {
                ended = true;
                drain(batcher);
                batcher.dropAll(this::ending);
            }
        } catch (Throwable e) {
            ended = true;
            opened.completeExceptionally(e);
        }
        Throwable reason = cause;
        if (reason
                != null) { // last: whoever is told may send messages, which nobody reads any more
            died.complete(reason);
        }
    }

    private RuntimeException ending() {
        Throwable reason = cause;
        return reason == null ? new CancellationException("the device stops") : gone(reason);
    }

    private static RuntimeException gone(Throwable reason) {
        return Problem.of(ErrorCode.INTERNAL, "the worker's device died: " + reason.getMessage())
                .asException(reason);
    }

    private void loop(Batcher batcher) {
        while (!stopping) {
            drain(batcher);
            if (!batcher.turn()) {
                await(batcher);
            }
        }
    }

    private void drain(Batcher batcher) {
        List<Message> messages = new ArrayList<>();
        mailbox.drainTo(messages);
        messages.forEach(message -> receive(batcher, message));
    }

    private void await(Batcher batcher) {
        try {
            Message message = mailbox.poll(IDLE_LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (message != null) {
                receive(batcher, message);
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    private static void receive(Batcher batcher, Message message) {
        switch (message) {
            case Message.NewSample(var order, var result) -> batcher.add(order, result);
            case Message.NewTile(var order, var result) -> batcher.add(order, result);
            case Message.Cancel(var job) -> batcher.cancel(job);
            case Message.Forecast(var answer) -> answer.complete(batcher.forecast());
        }
    }

    /**
     * Stops after the batch that is running; what is left ends with {@link CancellationException}.
     */
    @Override
    public void close() {
        stopping = true;
        try {
            if (!thread.join(STOP_WITHIN)) {
                LOG.warn("{} did not stop within {}", thread.getName(), STOP_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
