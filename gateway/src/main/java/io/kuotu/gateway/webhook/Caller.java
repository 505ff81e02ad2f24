package io.kuotu.gateway.webhook;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes one HTTP call. Blocks; thread safe; meant for virtual threads. */
@FunctionalInterface
public interface Caller {
    /**
     * Redirects are not followed; of the answer's body no more is read than a little, to drop it.
     *
     * @param url http or https
     * @param headers to send
     * @param body to send
     * @param within limit for all of it, from the name's look-up to the answer's end
     * @throws IOException that says, fit for the receiver's owner to read, why there is no answer
     */
    Answer post(URI url, Map<String, String> headers, byte[] body, Duration within)
            throws IOException, InterruptedException;

    /**
     * @param status of HTTP
     * @param headers by name, in any case
     */
    record Answer(int status, Map<String, String> headers) {
        public Answer {
            headers = Map.copyOf(headers);
        }

        Optional<String> header(String name) {
            String wanted = name.toLowerCase(Locale.ROOT);
            return headers.entrySet().stream()
                    .filter(h -> h.getKey().toLowerCase(Locale.ROOT).equals(wanted))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }
}
