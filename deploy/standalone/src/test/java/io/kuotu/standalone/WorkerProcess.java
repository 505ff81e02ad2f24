package io.kuotu.standalone;

import io.kuotu.common.config.SettingsSources;
import io.kuotu.worker.Worker;
import io.kuotu.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A worker in a process of its own, to be killed; its settings come as arguments, key=value. */
final class WorkerProcess {
    private WorkerProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        Map<String, String> settings = new HashMap<>();
        for (String argument : arguments) {
            settings.put(
                    argument.substring(0, argument.indexOf('=')),
                    argument.substring(argument.indexOf('=') + 1));
        }
        Worker worker =
                Worker.start(
                        WorkerSettings.load(SettingsSources.of(settings)), InstantSource.system());
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
        Thread.sleep(Duration.ofMinutes(10));
    }

    /** One more worker of this cluster; what it says goes to worker.log in the folder. */
    static Process start(Standalone cluster, Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerProcess.class.getName()));
        cluster.workerSettings().forEach((key, value) -> command.add(key + "=" + value));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("worker.log").toFile())
                .start();
    }
}
