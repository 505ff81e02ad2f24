package io.kuotu.cli.bench.gateway;

import io.kuotu.standalone.EmbeddedKafka;
import io.kuotu.standalone.EmbeddedObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The broker and the store that all contenders share, as a process. */
final class Backbone {
    static final String ACCESS_KEY = "kuotu";
    static final String SECRET_KEY = "bench-bench";
    private static final String SIGN = "backbone";

    /** Where it is. */
    record Address(String bootstrapServers, String store) {}

    private Backbone() {}

    static Program start(Path folder) throws IOException {
        return Program.java(List.of("-Xmx1g"), Backbone.class, List.of(folder.toString()), SIGN);
    }

    static Address address(Program backbone) {
        String[] words = backbone.firstWords().split(" ", 2);
        return new Address(words[0], words[1]);
    }

    /** {@code FOLDER}. */
    public static void main(String[] arguments) throws InterruptedException {
        Path folder = Path.of(arguments[0]);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                EmbeddedObjectStore store =
                        EmbeddedObjectStore.start(
                                folder.resolve("objects"), ACCESS_KEY, SECRET_KEY)) {
            System.out.println(SIGN + " " + kafka.bootstrapServers() + " " + store.endpoint());
            Thread.currentThread().join();
        }
    }
}
