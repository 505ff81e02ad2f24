package io.kuotu.cli.bench.gateway;

import io.kuotu.cli.bench.Figure;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A gateway that starts beside a full log, as a process: until it says that it is ready. */
final class Restart {
    private static final int STARTS = 3;
    private static final double GOAL_S = 5;

    private Restart() {}

    /**
     * @param seconds until it was ready
     * @param cpu processor time that this took, s
     */
    private record Start(double seconds, double cpu) {}

    /**
     * @param jobs in the log, each from its start over five steps to its success
     */
    static List<Figure> measure(World world, int jobs, List<String> gatewayJava)
            throws IOException {
        Start empty = start(world, gatewayJava);
        world.past(jobs);
        List<Start> starts = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            starts.add(start(world, gatewayJava));
        }
        starts.sort(Comparator.comparingDouble(Start::seconds));
        Start median = starts.get(STARTS / 2);
        String name = "start with " + jobs + " jobs in the log: ";
        return List.of(
                Figure.of("start with an empty log: until ready", empty.seconds(), "s"),
                Figure.of("start with an empty log: processor time", empty.cpu(), "s"),
                Figure.atMost(name + "until ready, median", median.seconds(), "s", GOAL_S),
                Figure.of(name + "... slowest of " + STARTS, starts.getLast().seconds(), "s"),
                Figure.of(name + "processor time", median.cpu(), "s"));
    }

    private static Start start(World world, List<String> gatewayJava) throws IOException {
        long start = System.nanoTime();
        try (Program gateway = world.gateway(gatewayJava)) {
            HttpURLConnection ready =
                    (HttpURLConnection)
                            URI.create("http://127.0.0.1:" + World.port(gateway) + "/readyz")
                                    .toURL()
                                    .openConnection();
            if (ready.getResponseCode() != 200) {
                throw new IOException("the gateway is not ready: " + ready.getResponseCode());
            }
            return new Start((System.nanoTime() - start) / 1e9, gateway.cpuSeconds());
        }
    }
}
