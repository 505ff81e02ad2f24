package io.kuotu.standalone;

import io.kuotu.common.config.SettingsSources;
import io.kuotu.common.lifecycle.Closer;
import io.kuotu.common.provenance.KnownKeys;
import io.kuotu.common.provenance.SigningKey;
import io.kuotu.gateway.Gateway;
import io.kuotu.gateway.GatewaySettings;
import io.kuotu.gateway.admission.Tenants;
import io.kuotu.worker.Worker;
import io.kuotu.worker.WorkerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster of one: started in the order that data flows, closed in reverse. The gateway and the
 * worker are the same programs, started through the same launchers, as in a large one; only their
 * settings are made here.
 */
public final class Standalone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);
    private static final String TENANT = "local";
    private static final String OPERATOR = "operator";
    private static final String STUDIO = "studio";
    private static final int STUDIO_JOBS = 16;
    private static final String ACCESS_KEY = "kuotu";

    /** Name of the file of public keys in the folder of everything that survives. */
    public static final String SIGNING_KEYS = "signing-keys.json";

    private final Closer closer = new Closer();
    private final String apiKey;
    private final String webhookSecret;
    private final String operatorKey;
    private final EmbeddedKafka kafka;
    private final URI store;
    private final String storeSecret = UUID.randomUUID().toString();
    private final Options options;
    private final Map<String, String> signing;
    private final List<Gateway> gateways = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();

    /**
     * @param data folder of everything that survives
     * @param port of the first gateway; 0 is any free one
     * @param models folder of bundles
     * @param gateways to start with, 1 at least
     * @param workers to start with
     * @param settings more of them, by key; they go before what is set here
     */
    public record Options(
            Path data,
            int port,
            Path models,
            int gateways,
            int workers,
            Map<String, String> settings) {
        public Options {
            if (gateways < 1) {
                throw new IllegalArgumentException("a cluster has a gateway");
            }
            settings = Map.copyOf(settings);
        }

        public Options(
                Path data, int port, Path models, int workers, Map<String, String> settings) {
            this(data, port, models, 1, workers, settings);
        }

        public Options(Path data, int port, Path models) {
            this(data, port, models, 1, Map.of());
        }
    }

    private Standalone(Options options) throws InterruptedException {
        this.options = options;
        try {
            Files.createDirectories(options.data());
            this.apiKey = ApiKeyFile.readOrMake(options.data().resolve("api-key"));
            this.webhookSecret =
                    ApiKeyFile.readOrMakeWebhookSecret(options.data().resolve("webhook-secret"));
            this.operatorKey = ApiKeyFile.readOrMake(operatorKeyFile());
            this.signing = signing(options.data());
            this.kafka = closer.add(EmbeddedKafka.start(options.data().resolve("kafka"), 0));
            this.store =
                    closer.add(
                                    EmbeddedObjectStore.start(
                                            options.data().resolve("objects"),
                                            ACCESS_KEY,
                                            storeSecret))
                            .endpoint();
            for (int i = 0; i < options.gateways(); i++) {
                gateways.add(closer.add(startGateway()));
            }
            for (int i = 0; i < options.workers(); i++) {
                workers.add(closer.add(startWorker()));
            }
            LOG.info("standalone cluster in {}", options.data());
        } catch (IOException e) {
            closer.close();
            throw new UncheckedIOException("cannot use " + options.data(), e);
        } catch (RuntimeException | InterruptedException e) {
            closer.close();
            throw e;
        }
    }

    /**
     * The settings of gateways and workers whose pictures are signed with the key of a folder; made
     * where there is none. Its public half lies beside it, for {@code kuotu verify}.
     */
    public static Map<String, String> signing(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("signing-key.pem");
        Path keys = folder.resolve(SIGNING_KEYS);
        SigningKey key = SigningKey.readOrMake(file, new SecureRandom());
        Files.writeString(keys, KnownKeys.of(key.verifying()).json());
        return Map.of(
                "kuotu.worker.signing-key-file", file.toString(),
                "kuotu.gateway.signing-keys-file", keys.toString());
    }

    /** Returns when jobs are taken in and worked on. */
    public static Standalone start(Options options) throws InterruptedException {
        return new Standalone(options);
    }

    /**
     * What switches the studio on: a tenant of its own, which may have {@value #STUDIO_JOBS} jobs
     * in flight, so that visitors leave room for others.
     *
     * @param data folder of the cluster; the studio's key is kept there
     */
    public static Map<String, String> studio(Path data) throws IOException {
        Files.createDirectories(data);
        String key = ApiKeyFile.readOrMake(data.resolve("studio-key"));
        return Map.of(
                "kuotu.gateway.studio.key",
                key,
                "kuotu.tenants." + STUDIO + ".key-sha256",
                Tenants.sha256(key),
                "kuotu.tenants." + STUDIO + ".max-in-flight",
                Integer.toString(STUDIO_JOBS));
    }

    private Map<String, String> shared() {
        Map<String, String> settings = new HashMap<>();
        settings.put("kuotu.kafka.bootstrap-servers", kafka.bootstrapServers());
        settings.put("kuotu.store.endpoint", store.toString());
        settings.put("kuotu.store.access-key", ACCESS_KEY);
        settings.put("kuotu.store.secret-key", storeSecret);
        settings.putAll(signing);
        return settings;
    }

    /** One more gateway of this cluster, on any free port; its caller closes it. */
    public Gateway startGateway() throws InterruptedException {
        return startGateway(Map.of());
    }

    /** One more gateway, with settings of its own. */
    public Gateway startGateway(Map<String, String> more) throws InterruptedException {
        Map<String, String> settings = shared();
        settings.put(
                "kuotu.gateway.port", Integer.toString(gateways.isEmpty() ? options.port() : 0));
        settings.put("kuotu.tenants." + TENANT + ".key-sha256", Tenants.sha256(apiKey));
        settings.put("kuotu.tenants." + TENANT + ".webhook-secrets", webhookSecret);
        settings.put("kuotu.gateway.unready-for", "PT0S"); // no load balancer stands before it
        settings.put("kuotu.tenants." + OPERATOR + ".key-sha256", Tenants.sha256(operatorKey));
        settings.put("kuotu.tenants." + OPERATOR + ".operator", "true");
        settings.putAll(options.settings());
        settings.putAll(more);
        return Gateway.start(
                GatewaySettings.load(SettingsSources.of(settings)), InstantSource.system());
    }

    /** One more worker of this cluster; its caller closes it. */
    public Worker startWorker() throws InterruptedException {
        return Worker.start(
                WorkerSettings.load(SettingsSources.of(workerSettings())), InstantSource.system());
    }

    /** What a worker of this cluster must be told, in this process or in another. */
    public Map<String, String> workerSettings() {
        Map<String, String> settings = shared();
        settings.put("kuotu.worker.id", "worker-" + UUID.randomUUID().toString().substring(0, 8));
        settings.put("kuotu.worker.models", options.models().toString());
        settings.put("kuotu.worker.ops-port", "0");

        settings.putAll(options.settings());
        return settings;
    }

    /** Of the first gateway. */
    public URI endpoint() {
        return gateways.getFirst().endpoint();
    }

    /** Those that it was started with. */
    public List<Gateway> gateways() {
        return List.copyOf(gateways);
    }

    public String apiKey() {
        return apiKey;
    }

    /**
     * Of a tenant of its own: the API key is given to programs that make pictures, this one is for
     * whoever looks after the cluster.
     */
    public String operatorKey() {
        return operatorKey;
    }

    /** Readable by its owner alone. */
    public Path operatorKeyFile() {
        return options.data().resolve("operator-key");
    }

    /** That signs the webhooks of whoever has the API key. */
    public String webhookSecret() {
        return webhookSecret;
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Those that it was started with. */
    public List<Worker> workers() {
        return List.copyOf(workers);
    }

    @Override
    public void close() {
        closer.close();
    }
}
