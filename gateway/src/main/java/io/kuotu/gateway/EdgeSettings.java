package io.kuotu.gateway;

import io.kuotu.gateway.outbound.AddressRules;
import io.kuotu.gateway.outbound.CallRules;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** How a gateway meets strangers: keys under {@code kuotu.gateway}. */
public interface EdgeSettings {
    Outbound outbound();

    Tls tls();

    Cors cors();

    Connections connections();

    /** Keys under {@code kuotu.gateway.outbound}: calls to URLs that users name. */
    interface Outbound {
        /** Blocks such as {@code 10.1.0.0/16} that may be called though they are not public. */
        Optional<List<String>> allow();

        /** Blocks that may not be called, whatever else is said. */
        Optional<List<String>> deny();

        /** Beside 443 (and 80, with {@link #http}); 0 is any. */
        Optional<List<Integer>> ports();

        /** Whether {@code http://} is called as well. */
        @WithDefault("false")
        boolean http();

        /** Certificates (PEM) that are trusted in place of the JDK's. */
        Optional<Path> trust();

        /** How long a picture may take to come. */
        @WithDefault("PT20S")
        Duration fetchWithin();

        /** Pictures that are fetched at once; one tenant gets a quarter of it. */
        @WithDefault("64")
        int fetchesAtOnce();

        /** As the code that calls has them. */
        default CallRules rules() {
            return new CallRules(
                    AddressRules.of(allow().orElse(List.of()), deny().orElse(List.of())),
                    new HashSet<>(ports().orElse(List.of())),
                    http());
        }
    }

    /** Keys under {@code kuotu.gateway.tls}; without them the gateway speaks plain HTTP. */
    interface Tls {
        /** PEM, the gateway's own first. */
        Optional<Path> certificate();

        /** PEM (PKCS 8). */
        Optional<Path> key();

        /** How often it is looked whether the files have changed. */
        @WithDefault("PT30S")
        Duration lookEvery();

        default boolean isOn() {
            return certificate().isPresent();
        }
    }

    /** Keys under {@code kuotu.gateway.cors}. */
    interface Cors {
        /** Such as {@code https://app.example}, or {@code *}; none unless given. */
        Optional<List<String>> origins();
    }

    /** Keys under {@code kuotu.gateway.connections}. */
    interface Connections {
        @WithDefault("10000")
        int most();

        /** How long a connection may take to the end of a request's head, and wait between two. */
        @WithDefault("PT60S")
        Duration headWithin();

        /** How long a body may take whatever its size. */
        @WithDefault("PT30S")
        Duration bodyGrace();

        /** What a body must come to, on average, once its grace is over. */
        @WithDefault("4096")
        int bodyBytesPerSecond();
    }

    /** What is wrong, with the keys. */
    static List<String> problems(EdgeSettings edge) {
        List<String> problems = new ArrayList<>();
        block(problems, "allow", edge.outbound().allow());
        block(problems, "deny", edge.outbound().deny());
        for (int port : edge.outbound().ports().orElse(List.of())) {
            if (port < 0 || port > 65535) {
                problems.add("kuotu.gateway.outbound.ports: " + port + " is no port");
            }
        }
        readable(problems, "outbound.trust", edge.outbound().trust());
        readable(problems, "tls.certificate", edge.tls().certificate());
        readable(problems, "tls.key", edge.tls().key());
        if (edge.tls().certificate().isPresent() != edge.tls().key().isPresent()) {
            problems.add("kuotu.gateway.tls: set both certificate and key, or neither");
        }
        edge.cors().origins().orElse(List.of()).stream()
                .filter(origin -> !isOrigin(origin))
                .forEach(
                        origin ->
                                problems.add(
                                        "kuotu.gateway.cors.origins: '"
                                                + origin
                                                + "' is no origin such as https://app.example"));
        positive(problems, "outbound.fetches-at-once", edge.outbound().fetchesAtOnce());
        positive(problems, "outbound.fetch-within", edge.outbound().fetchWithin().toMillis());
        positive(problems, "tls.look-every", edge.tls().lookEvery().toMillis());
        positive(problems, "connections.most", edge.connections().most());
        positive(problems, "connections.head-within", edge.connections().headWithin().toMillis());
        positive(problems, "connections.body-grace", edge.connections().bodyGrace().toMillis());
        return problems;
    }

    private static void block(List<String> problems, String key, Optional<List<String>> blocks) {
        try {
            AddressRules.of(blocks.orElse(List.of()), List.of());
        } catch (IllegalArgumentException e) {
            problems.add("kuotu.gateway.outbound." + key + ": " + e.getMessage());
        }
    }

    private static void readable(List<String> problems, String key, Optional<Path> file) {
        if (file.isPresent() && !Files.isReadable(file.get())) {
            problems.add("kuotu.gateway." + key + ": cannot read " + file.get());
        }
    }

    private static void positive(List<String> problems, String key, long value) {
        if (value < 1) {
            problems.add("kuotu.gateway." + key + ": must be more than nothing");
        }
    }

    /** Scheme, host and port, and not even a slash after it: it is compared as it stands. */
    private static boolean isOrigin(String text) {
        if (text.equals("*")) {
            return true;
        }
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null
                    && uri.getScheme() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
