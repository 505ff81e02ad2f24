package io.kuotu.common.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.Instant;
import java.util.Optional;

/**
 * Which of the caller's jobs.
 *
 * @param state only those in it: queued, running, succeeded, failed or cancelled
 * @param createdAfter only those accepted after it
 * @param pageSize jobs in one answer, 1 to 200
 */
public record JobQuery(Optional<String> state, Optional<Instant> createdAfter, int pageSize) {
    public static final JobQuery ALL = new JobQuery(Optional.empty(), Optional.empty(), 50);

    public JobQuery inState(String wanted) {
        return new JobQuery(Optional.of(wanted), createdAfter, pageSize);
    }

    public JobQuery since(Instant instant) {
        return new JobQuery(state, Optional.of(instant), pageSize);
    }

    String path(Optional<String> cursor) {
        StringBuilder path = new StringBuilder("/v1/jobs?limit=").append(pageSize);
        state.ifPresent(s -> path.append("&state=").append(URLEncoder.encode(s, UTF_8)));
        createdAfter.ifPresent(i -> path.append("&created_after=").append(i));
        cursor.ifPresent(c -> path.append("&cursor=").append(URLEncoder.encode(c, UTF_8)));
        return path.toString();
    }
}
