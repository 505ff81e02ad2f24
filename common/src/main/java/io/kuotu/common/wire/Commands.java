package io.kuotu.common.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

/** The records of {@link Topics#COMMANDS}: of jobs and of workers. Thread safe. */
public final class Commands {
    private static final Set<String> OF_WORKERS = Set.of("drain");
    private static final ObjectMapper MAPPER = JsonCodec.mapper();

    private Commands() {}

    /**
     * Calls whom it is for. Throws {@link IllegalArgumentException} where it is no command that
     * this process knows.
     */
    public static void decode(
            byte[] json, Consumer<JobCommand> ofJobs, Consumer<WorkerCommand> ofWorkers) {
        if (OF_WORKERS.contains(type(json))) {
            ofWorkers.accept(JsonCodec.decode(json, WorkerCommand.class));
        } else {
            ofJobs.accept(JsonCodec.decode(json, JobCommand.class));
        }
    }

    private static String type(byte[] json) {
        try {
            JsonNode read = MAPPER.readTree(json);
            return read == null ? "" : read.path("type").asText();
        } catch (IOException e) {
            throw new IllegalArgumentException("not a command: " + e.getMessage(), e);
        }
    }
}
