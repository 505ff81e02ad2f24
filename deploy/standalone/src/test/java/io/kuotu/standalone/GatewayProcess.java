package io.kuotu.standalone;

import io.kuotu.common.config.SettingsSources;
import io.kuotu.gateway.Gateway;
import io.kuotu.gateway.GatewaySettings;
import io.kuotu.gateway.admission.Tenants;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A gateway in a process of its own, to be killed; its settings come as arguments, key=value. */
final class GatewayProcess {
    private GatewayProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        Map<String, String> settings = new HashMap<>();
        for (String argument : arguments) {
            settings.put(
                    argument.substring(0, argument.indexOf('=')),
                    argument.substring(argument.indexOf('=') + 1));
        }
        Gateway gateway =
                Gateway.start(
                        GatewaySettings.load(SettingsSources.of(settings)), InstantSource.system());
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
        Thread.sleep(Duration.ofMinutes(10));
    }

    /** One more gateway of this cluster; what it says goes to gateway.log in the folder. */
    static Process start(Standalone cluster, Path folder) throws IOException {
        Map<String, String> settings = cluster.workerSettings();
        settings.put("kuotu.gateway.port", "0");
        settings.put("kuotu.tenants.local.key-sha256", Tenants.sha256(cluster.apiKey()));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayProcess.class.getName()));
        settings.forEach((key, value) -> command.add(key + "=" + value));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gateway.log").toFile())
                .start();
    }
}
