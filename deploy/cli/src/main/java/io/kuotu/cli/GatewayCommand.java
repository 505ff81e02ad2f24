package io.kuotu.cli;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.config.SettingsSources;
import io.kuotu.gateway.Gateway;
import io.kuotu.gateway.GatewaySettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kuotu gateway}. */
@Command(
        name = "gateway",
        description =
                "Starts a gateway alone. Settings: a file of properties, then variables such as"
                        + " KUOTU_GATEWAY_PORT. Of API keys only hashes are kept, also in the file"
                        + " of tenants that kuotu.gateway.tenants-file names: printf %%s KEY |"
                        + " sha256sum",
        sortOptions = false)
final class GatewayCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings, a line each: kuotu.gateway.port=8080.")
    private Optional<Path> config = Optional.empty();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        GatewaySettings settings =
                GatewaySettings.load(new SettingsSources(config, System.getenv(), Map.of()));
        Gateway gateway = Gateway.start(settings, InstantSource.system());
        Shutdown.onSignal(gateway);
        requireNonNull(spec).commandLine().getOut().println("gateway at " + gateway.endpoint());
        Shutdown.await();
        return 0;
    }
}
