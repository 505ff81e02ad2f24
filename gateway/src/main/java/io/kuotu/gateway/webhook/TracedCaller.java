package io.kuotu.gateway.webhook;

import io.kuotu.common.trace.Stretch;
import io.kuotu.common.trace.TraceContext;
import io.kuotu.common.trace.Tracing;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes each call a span of its job's trace, and tells the receiver of that span, to go on in.
 * Blocks; thread safe.
 */
public final class TracedCaller implements Caller {
    private static final int REFUSED = 400;

    private final Caller caller;
    private final Tracing tracing;

    public TracedCaller(Caller caller, Tracing tracing) {
        this.caller = caller;
        this.tracing = tracing;
    }

    @Override
    public Answer post(URI url, Map<String, String> headers, byte[] body, Duration within)
            throws IOException, InterruptedException {
        var parent = TraceContext.of(headers.get(TraceContext.PARENT), null);
        try (Stretch call = tracing.client("POST", parent)) {
            call.set("http.request.method", "POST")
                    .set("server.address", String.valueOf(url.getHost()))
                    .set("url.scheme", String.valueOf(url.getScheme()))
                    .set("kuotu.delivery", headers.getOrDefault("webhook-id", ""));
            Map<String, String> all = new HashMap<>(headers);
            call.context().ifPresent(c -> all.putAll(c.headers()));
            try {
                return answered(call, caller.post(url, all, body, within));
            } catch (IOException | InterruptedException e) {
                call.fail(e.getClass().getSimpleName());
                throw e;
            }
        }
    }

    private static Answer answered(Stretch call, Answer answer) {
        call.set("http.response.status_code", answer.status());
        if (answer.status() >= REFUSED) {
            call.fail(Integer.toString(answer.status()));
        }
        return answer;
    }
}
