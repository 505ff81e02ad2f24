package io.kuotu.containers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Server-sent events of a job, read line by line as a browser would, without coming back. */
final class EventReader implements AutoCloseable {
    private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");

    private final HttpClient http = HttpClient.newHttpClient();
    private final BufferedReader lines;

    /**
     * @param id of the event; empty of one that has none
     * @param name what happened
     */
    record Event(String id, String name) {
        boolean isEnd() {
            return ENDS.contains(name);
        }

        /** Of these the latest is all that is kept; who resumes may miss the others. */
        boolean isKept() {
            return !name.equals("progress") && !name.equals("preview") && !id.isEmpty();
        }
    }

    private EventReader(URI gateway, String job, Optional<String> after)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(gateway.resolve("/v1/jobs/" + job + "/events"))
                        .header("Authorization", "Bearer " + ContainerCluster.API_KEY)
                        .header("Accept", "text/event-stream");
        after.ifPresent(id -> request.header("Last-Event-ID", id));
        HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
        this.lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + lines.readLine());
        }
    }

    static EventReader open(URI gateway, String job) throws IOException, InterruptedException {
        return new EventReader(gateway, job, Optional.empty());
    }

    /**
     * @param after id of the event that was read last
     */
    static EventReader resume(URI gateway, String job, String after)
            throws IOException, InterruptedException {
        return new EventReader(gateway, job, Optional.of(after));
    }

    /** All up to the first that fits, which is the last of the list. */
    List<Event> until(Predicate<Event> fits) throws IOException {
        List<Event> read = new ArrayList<>();
        while (read.isEmpty() || !fits.test(read.getLast())) {
            read.add(next());
        }
        return read;
    }

    private Event next() throws IOException {
        String id = "";
        String name = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id:")) {
                id = line.substring(3).strip();
            } else if (line.startsWith("event:")) {
                name = line.substring(6).strip();
            } else if (line.isEmpty() && !name.isEmpty()) {
                return new Event(id, name);
            }
        }
        throw new IOException("the stream ended");
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
