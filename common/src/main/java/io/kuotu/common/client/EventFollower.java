package io.kuotu.common.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One job's server-sent events over as many connections as it takes. One thread at a time: the
 * caller's.
 */
final class EventFollower {
    private static final int MOST_FAILURES = 8;

    /** The service says that it is here more often than this. */
    private static final Duration SILENCE = Duration.ofSeconds(75);

    private final Calls calls;
    private final ObjectMapper mapper;
    private final Backoff backoff;
    private final String job;
    private final Consumer<ServerEvent> told;
    private Optional<String> last;
    private int failures;
    private boolean ended;
    private volatile long heardAt;

    EventFollower(
            Calls calls,
            ObjectMapper mapper,
            Backoff backoff,
            String job,
            Optional<String> last,
            Consumer<ServerEvent> told) {
        this.calls = calls;
        this.mapper = mapper;
        this.backoff = backoff;
        this.job = job;
        this.last = last;
        this.told = told;
    }

    /** Returns the job as it ended, after its last event. */
    JobStatus run() throws IOException, InterruptedException {
        while (true) {
            try {
                boolean whole = readOneConnection();
                JobStatus now = JobStatus.of(calls.json(calls.call("/v1/jobs/" + job).GET()));
                if (ended || (whole && now.hasEnded())) {
                    return now;
                }
            } catch (UncheckedIOException | IOException e) {
                if (++failures >= MOST_FAILURES) {
                    throw e;
                }
            }
            Thread.sleep(backoff.pause(Math.max(1, failures), Optional.empty()));
        }
    }

    /** Whether it came to its end, and was not cut off. */
    private boolean readOneConnection() throws IOException, InterruptedException {
        HttpRequest.Builder call = calls.call("/v1/jobs/" + job + "/events");
        call.header("Accept", "text/event-stream").GET();
        last.ifPresent(id -> call.header("Last-Event-ID", id));
        try (InputStream body = calls.stream(call, 200).body();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            heardAt = System.nanoTime();
            Thread watchdog = Thread.startVirtualThread(() -> closeWhenSilent(body));
            try {
                return readAll(lines);
            } finally {
                watchdog.interrupt();
            }
        }
    }

    /** A network that dies silently closes nothing. */
    private void closeWhenSilent(InputStream body) {
        try {
            while (System.nanoTime() - heardAt < SILENCE.toNanos()) {
                Thread.sleep(SILENCE.dividedBy(10));
            }
            body.close();
        } catch (InterruptedException | IOException e) {
            return; // it was read to its end, or is closed already
        }
    }

    private boolean readAll(BufferedReader lines) throws IOException {
        Stream<String> heard = lines.lines().peek(_ -> heardAt = System.nanoTime());
        EventReader events = new EventReader(heard, mapper);
        for (Optional<ServerEvent> event = events.next();
                event.isPresent();
                event = events.next()) {
            if (event.get().name().equals(ServerEvent.DROPPED)) {
                return false;
            }
            take(event.get());
        }
        return true;
    }

    private void take(ServerEvent event) {
        failures = 0;
        if (!event.id().isEmpty()) {
            last = Optional.of(event.id());
        }
        ended = event.isEnd();
        told.accept(event);
    }
}
