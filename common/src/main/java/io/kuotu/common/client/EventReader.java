package io.kuotu.common.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/** The lines of an event stream as events. */
final class EventReader {
    private final Iterator<String> lines;
    private final ObjectMapper mapper;
    private String id = ""; // of the last event that had one

    EventReader(Stream<String> lines, ObjectMapper mapper) {
        this.lines = lines.iterator();
        this.mapper = mapper;
    }

    /** Blocks until there is one; empty where the stream has ended. */
    Optional<ServerEvent> next() throws JsonProcessingException {
        String name = "message";
        StringBuilder data = new StringBuilder();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return Optional.of(new ServerEvent(id, name, mapper.readTree(data.toString())));
                }
            } else if (line.startsWith("id:")) {
                id = value(line);
            } else if (line.startsWith("event:")) {
                name = value(line);
            } else if (line.startsWith("data:")) {
                data.append(value(line));
            }
        }
        return Optional.empty();
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }
}
