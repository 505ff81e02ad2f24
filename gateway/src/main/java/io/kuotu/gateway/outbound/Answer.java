package io.kuotu.gateway.outbound;

import java.util.Map;

/**
 * What was called says.
 *
 * @param status of HTTP
 * @param headers by name in lower case; of several with one name, the first
 */
public record Answer(int status, Map<String, String> headers) {
    public Answer {
        headers = Map.copyOf(headers);
    }
}
