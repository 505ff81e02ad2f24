package io.kuotu.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Many watch one job: how late each of its events is at the first, at half and at the last of them.
 * The watchers are one thread of non-blocking sockets, for ten thousand of Gatling's users would
 * delay what they measure.
 */
public final class FanOut {
    private static final int STEPS = 20;
    private static final Duration END_WITHIN = Duration.ofMinutes(5);

    private FanOut() {}

    public static void main(String[] arguments) throws Exception {
        LoadSettings.Load settings = LoadSettings.of(System.getenv());
        try (Run run = new Run("fan-out", settings)) {
            run.tell(figures(settings, run.client()));
        }
    }

    private static List<Figure> figures(LoadSettings.Load settings, KuotuClient client)
            throws IOException, InterruptedException {
        JobStatus blocker = submit(settings, client, 1); // its first events are not of interest
        client.follow(blocker.id(), _ -> {});
        JobStatus hot = submit(settings, client, 2);
        int slow = (int) (settings.watchers() * settings.slow());
        try (Watchers watchers =
                new Watchers(address(settings.server()), settings.key(), hot.id())) {
            long before = System.nanoTime();
            int open = watchers.open(settings.watchers() - slow, true);
            int silent = watchers.open(slow, false);
            double seconds = (System.nanoTime() - before) / 1e9;
            List<Watchers.Told> told = watchers.listen(END_WITHIN);
            return figures(settings, open, silent, seconds, told);
        }
    }

    private static List<Figure> figures(
            LoadSettings.Load settings,
            int open,
            int silent,
            double seconds,
            List<Watchers.Told> told) {
        List<Watchers.Told> all = told.stream().filter(t -> t.watchers() == open).toList();
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("streams asked for", settings.watchers(), ""));
        figures.add(Figure.of("streams open at once, reading", open, ""));
        figures.add(Figure.of("streams open at once that read nothing", silent, ""));
        figures.add(
                Figure.atMost(
                        "streams that could not be opened",
                        settings.watchers() - open - silent,
                        "",
                        0));
        figures.add(Figure.of("opened", (open + silent) / seconds, "1/s"));
        figures.add(Figure.of("events told while all were open", told.size(), ""));
        figures.add(Figure.atMost("last event (the end) missed by", open - last(told), "", 0));
        figures.add(delay("first", all, Watchers.Told::first));
        figures.add(delay("median", all, Watchers.Told::median));
        figures.add(delay("p99", all, Watchers.Told::late));
        figures.add(
                Figure.atMost(
                        "event to its last watcher, worst event",
                        all.stream().mapToDouble(Watchers.Told::last).max().orElse(Double.NaN),
                        "ms",
                        (double) settings.waitWithin().toMillis()));
        return figures;
    }

    private static int last(List<Watchers.Told> told) {
        return told.isEmpty() ? 0 : told.getLast().watchers();
    }

    private static Figure delay(
            String which, List<Watchers.Told> all, ToDoubleFunction<Watchers.Told> of) {
        return Figure.of(
                "event to its " + which + " watcher, median of the events that all got",
                Numbers.percentile(all.stream().mapToDouble(of), 0.5),
                "ms");
    }

    private static JobStatus submit(LoadSettings.Load settings, KuotuClient client, int number)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("kuotu-load-", ".jpg");
        try {
            Files.write(file, Photo.ofSide(settings.side()).copy(System.nanoTime() + number));
            ObjectNode request =
                    client.newRequest()
                            .put("aspect_ratio", settings.aspectRatio())
                            .put("steps", number == 1 ? 1 : STEPS)
                            .put("variants", number == 1 ? 1 : 4)
                            .put("seed", System.nanoTime() & 0xFFFF_FFFFL)
                            .put("tier", "bulk");
            return client.expand(file, request);
        } finally {
            Files.delete(file);
        }
    }

    private static InetSocketAddress address(URI server) {
        return new InetSocketAddress(server.getHost(), server.getPort());
    }
}
