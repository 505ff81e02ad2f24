package io.kuotu.common.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Pages of a list, each fetched when its first job is asked for. */
final class JobPages implements Iterator<JobStatus> {
    private final Calls calls;
    private final JobQuery query;
    private final Deque<JobStatus> page = new ArrayDeque<>();
    private Optional<String> cursor = Optional.empty();
    private boolean last;

    JobPages(Calls calls, JobQuery query) {
        this.calls = calls;
        this.query = query;
    }

    @Override
    public boolean hasNext() {
        while (page.isEmpty() && !last) {
            fetch();
        }
        return !page.isEmpty();
    }

    @Override
    public JobStatus next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.remove();
    }

    private void fetch() {
        try {
            JsonNode json = calls.json(calls.call(query.path(cursor)).GET());
            json.path("jobs").forEach(job -> page.add(JobStatus.of(job)));
            cursor = Optional.ofNullable(json.get("next_cursor")).map(JsonNode::asText);
            last = cursor.isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted while listing"));
        }
    }
}
