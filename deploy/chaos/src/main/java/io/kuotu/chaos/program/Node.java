package io.kuotu.chaos.program;

import io.kuotu.common.config.SettingsSources;
import io.kuotu.gateway.Gateway;
import io.kuotu.gateway.GatewaySettings;
import io.kuotu.standalone.EmbeddedKafka;
import io.kuotu.standalone.EmbeddedKafka.Listener;
import io.kuotu.standalone.EmbeddedObjectStore;
import io.kuotu.worker.Worker;
import io.kuotu.worker.WorkerSettings;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Main class of the processes of a cluster under test. Says {@link #READY} when it serves. */
public final class Node {
    static final String READY = "READY";

    private Node() {}

    /**
     * {@code broker FOLDER PORT [NAME=PORT:ADVERTISED]...}, {@code store FOLDER PORT ACCESS
     * SECRET}, {@code gateway SETTINGS CLOCK} or {@code worker SETTINGS CLOCK}; a clock is a file
     * that says how far it is off.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        AutoCloseable server =
                switch (arguments[0]) {
                    case "broker" -> broker(arguments);
                    case "store" ->
                            EmbeddedObjectStore.start(
                                    Path.of(arguments[1]),
                                    Integer.parseInt(arguments[2]),
                                    arguments[3],
                                    arguments[4]);
                    case "gateway" ->
                            Gateway.start(
                                    GatewaySettings.load(settings(arguments[1])),
                                    clock(arguments[2]));
                    case "worker" ->
                            Worker.start(
                                    WorkerSettings.load(settings(arguments[1])),
                                    clock(arguments[2]));
                    default -> throw new IllegalArgumentException("no role: " + arguments[0]);
                };
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
        System.out.println(READY);
        Thread.currentThread().join();
    }

    private static EmbeddedKafka broker(String[] arguments) {
        List<Listener> listeners = new ArrayList<>();
        for (int i = 3; i < arguments.length; i++) {
            String[] parts = arguments[i].split("[=:]", 3);
            listeners.add(
                    new Listener(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
        }
        return EmbeddedKafka.start(
                Path.of(arguments[1]), Integer.parseInt(arguments[2]), listeners);
    }

    private static SettingsSources settings(String file) throws IOException {
        Properties read = new Properties();
        try (InputStream in = new FileInputStream(file)) {
            read.load(in);
        }
        Map<String, String> settings = new HashMap<>();
        read.stringPropertyNames().forEach(name -> settings.put(name, read.getProperty(name)));
        return SettingsSources.of(settings);
    }

    private static InstantSource clock(String file) {
        return SkewedClock.start(Path.of(file));
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println("the stop was not clean: " + e);
        }
    }
}
