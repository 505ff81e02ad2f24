package io.kuotu.cli;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.config.SettingsSources;
import io.kuotu.worker.Worker;
import io.kuotu.worker.WorkerSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kuotu worker}. */
@Command(
        name = "worker",
        description =
                "Starts a worker alone. Settings: a file of properties, then variables such as"
                        + " KUOTU_WORKER_DEVICES.",
        sortOptions = false)
final class WorkerCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings, a line each: kuotu.worker.slots=8.")
    private Optional<Path> config = Optional.empty();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (config.isEmpty()) { // the checkout's own bundles, unless told otherwise
            environment.putIfAbsent("KUOTU_WORKER_MODELS", Home.models().toString());
        }
        WorkerSettings settings =
                WorkerSettings.load(new SettingsSources(config, environment, Map.of()));
        Worker worker = Worker.start(settings, InstantSource.system());
        Shutdown.onSignal(worker);
        requireNonNull(spec)
                .commandLine()
                .getOut()
                .println(
                        "worker "
                                + worker.name()
                                + " is ready, health at port "
                                + worker.opsPort());
        Shutdown.await();
        return 0;
    }
}
