package io.kuotu.gateway;

import io.kuotu.common.config.KafkaSettings;
import io.kuotu.common.config.LimitSettings;
import io.kuotu.common.config.SettingsLoader;
import io.kuotu.common.config.SettingsSources;
import io.kuotu.common.config.StoreSettings;
import io.kuotu.common.job.TenantId;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that can be set about a gateway, under the prefix {@code kuotu}. */
public interface GatewaySettings {
    KafkaSettings kafka();

    StoreSettings store();

    LimitSettings limits();

    GatewayOnly gateway();

    /** By name of the tenant. */
    Map<String, TenantSettings> tenants();

    /** Keys under {@code kuotu.gateway}. */
    interface GatewayOnly {
        @WithDefault("127.0.0.1")
        String host();

        /** 0 is any free one. */
        @WithDefault("8080")
        int port();

        /** Pools that exist; jobs go to the first. */
        @WithDefault("default")
        List<String> pools();

        @WithDefault("67108864")
        long maxBodyBytes();

        /** Jobs that may wait over all tenants; beyond it new ones are refused. */
        @WithDefault("100000")
        int maxQueuedJobs();

        /** How long a presigned output URL is good for. */
        @WithDefault("PT15M")
        Duration outputUrlLife();

        /** When others take over the duties of a gateway that fell silent; 6 s at least. */
        @WithDefault("PT10S")
        Duration takeOverAfter();

        /** How long requests may go on after a shutdown began. */
        @WithDefault("PT5S")
        Duration drainGrace();

        /** TLS, CORS, limits to connections, and what may be called. */
        @WithParentName
        EdgeSettings edge();
    }

    /** Keys under {@code kuotu.tenants.<name>}. */
    interface TenantSettings {
        /** SHA-256 of its API keys, in hexadecimal: {@code printf %s KEY | sha256sum}. */
        List<String> keySha256();

        @WithDefault("1000")
        int maxInFlight();

        /**
         * {@code whsec_} and 24 to 64 bytes in base64, each; several while one takes another's
         * place.
         */
        Optional<List<String>> webhookSecrets();

        /** Whether it may see and mend what is everybody's. */
        @WithDefault("false")
        boolean operator();
    }

    /** Throws {@link io.kuotu.common.config.InvalidSettings} with everything that is wrong. */
    static GatewaySettings load(SettingsSources sources) {
        return SettingsLoader.load(
                GatewaySettings.class, sources, Set.of("worker"), GatewaySettings::problems);
    }

    private static List<String> problems(GatewaySettings settings) {
        List<String> problems = new ArrayList<>();
        if (settings.gateway().port() < 0 || settings.gateway().port() > 65535) {
            problems.add("kuotu.gateway.port: " + settings.gateway().port() + " is no port");
        }
        if (settings.gateway().pools().isEmpty()) {
            problems.add("kuotu.gateway.pools: name one or more");
        }
        if (settings.gateway().maxBodyBytes() < 1) {
            problems.add(
                    "kuotu.gateway.max-body-bytes: "
                            + settings.gateway().maxBodyBytes()
                            + " must be 1 or more");
        }
        if (settings.tenants().isEmpty()) {
            problems.add(
                    "kuotu.tenants: there is none, so nobody could submit (set"
                            + " kuotu.tenants.NAME.key-sha256)");
        }
        problems.addAll(EdgeSettings.problems(settings.gateway().edge()));
        settings.tenants().forEach((name, tenant) -> problems.addAll(problems(name, tenant)));
        return problems;
    }

    private static List<String> problems(String name, TenantSettings tenant) {
        List<String> problems = new ArrayList<>();
        String key = "kuotu.tenants." + name;
        try {
            TenantId _ = new TenantId(name);
        } catch (IllegalArgumentException e) {
            problems.add(key + ": " + e.getMessage());
        }
        for (String hash : tenant.keySha256()) {
            if (!hash.matches("[0-9a-f]{64}")) {
                problems.add(
                        key
                                + ".key-sha256: '"
                                + hash
                                + "' is no SHA-256 in lower-case hexadecimal");
            }
        }
        return problems;
    }
}
