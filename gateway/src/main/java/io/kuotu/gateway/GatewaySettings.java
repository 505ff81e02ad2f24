package io.kuotu.gateway;

import io.kuotu.common.config.KafkaSettings;
import io.kuotu.common.config.LimitSettings;
import io.kuotu.common.config.SettingsLoader;
import io.kuotu.common.config.SettingsSources;
import io.kuotu.common.config.StoreSettings;
import io.kuotu.common.config.TraceSettings;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.provenance.KnownKeys;
import io.kuotu.gateway.admission.WebhookSecret;
import io.kuotu.gateway.claim.Coalescing;
import io.kuotu.gateway.retention.Retention;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
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

    TraceSettings traces();

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

        /** Tenants beside those of the settings (YAML); read again whenever it has changed. */
        Optional<Path> tenantsFile();

        /**
         * Public keys (a JSON Web Key Set) that pictures of this cluster are signed with; served to
         * everybody, at {@code /.well-known/kuotu-keys.json}. None unless set.
         */
        Optional<Path> signingKeysFile();

        /** Jobs that may wait over all tenants; beyond it new ones are refused. */
        @WithDefault("100000")
        int maxQueuedJobs();

        /** How long a presigned output URL is good for. */
        @WithDefault("PT15M")
        Duration outputUrlLife();

        /** When others take over the duties of a gateway that fell silent; 6 s at least. */
        @WithDefault("PT10S")
        Duration takeOverAfter();

        /** Whose identical requests share one run. */
        @WithDefault("tenant")
        Coalescing coalesce();

        Events events();

        UploadSettings uploads();

        RetentionSettings retention();

        BatchSettings batches();

        /**
         * How long a gateway that is told to stop goes on as before, but for {@code /readyz}, which
         * says 503: as long as its load balancer may take to notice.
         */
        @WithDefault("PT5S")
        Duration unreadyFor();

        /** How long requests may go on after that. */
        @WithDefault("PT5S")
        Duration drainGrace();

        /** TLS, CORS, limits to connections, and what may be called. */
        @WithParentName
        EdgeSettings edge();

        Webhook webhook();

        /** The page at {@code /}. */
        StudioSettings studio();
    }

    /** Keys under {@code kuotu.gateway.webhook}. */
    interface Webhook {
        /** Waits before the second attempt, the third, and so on; after the last it is dead. */
        @WithDefault("PT5S,PT30S,PT2M,PT10M,PT30M,PT1H,PT2H,PT4H,PT8H")
        List<Duration> retries();

        /** Share by which waits vary. */
        @WithDefault("0.2")
        double jitter();

        /** Limit of one call. */
        @WithDefault("PT15S")
        Duration callWithin();

        /** Calls under way at the same time. */
        @WithDefault("256")
        int maxCalls();

        /** Calls to the same host under way at the same time; one, while it keeps failing. */
        @WithDefault("16")
        int maxCallsPerHost();

        default List<String> problems(Duration retention) {
            List<String> problems = new ArrayList<>();
            Duration all = retries().stream().reduce(Duration.ZERO, Duration::plus);
            if (retries().isEmpty() || retries().stream().anyMatch(wait -> !wait.isPositive())) {
                problems.add("kuotu.gateway.webhook.retries: one wait or more, each positive");
            } else if (all.compareTo(retention) >= 0) {
                problems.add(
                        "kuotu.gateway.webhook.retries: they take "
                                + all
                                + ", but jobs are kept for "
                                + retention);
            }
            if (!(jitter() >= 0 && jitter() < 1)) {
                problems.add("kuotu.gateway.webhook.jitter: 0 to below 1, not " + jitter());
            }
            if (!callWithin().isPositive()) {
                problems.add("kuotu.gateway.webhook.call-within: must be positive");
            }
            if (maxCalls() < 1 || maxCallsPerHost() < 1) {
                problems.add(
                        "kuotu.gateway.webhook: max-calls and max-calls-per-host are 1 or more");
            }
            return problems;
        }
    }

    /** Keys under {@code kuotu.gateway.events}. */
    interface Events {
        /** How often an idle connection hears of us. */
        @WithDefault("PT15S")
        Duration heartbeat();

        /** When a WebSocket client that gives no sign of life is closed. */
        @WithDefault("PT60S")
        Duration silence();

        /** What may wait for a reader, beside the system's own buffers, before it is dropped. */
        @WithDefault("32768")
        int behindBytes();

        /** Of a WebSocket message from a client. */
        @WithDefault("65536")
        int maxMessageBytes();

        /** Of one WebSocket connection. */
        @WithDefault("1000")
        int maxSubscriptions();
    }

    /** Keys under {@code kuotu.gateway.uploads}. */
    interface UploadSettings {
        /** Of one file. */
        @WithDefault("67108864")
        long maxBytes();

        /** How long a form may be posted. */
        @WithDefault("PT15M")
        Duration formLife();
    }

    /** Keys under {@code kuotu.gateway.retention}. */
    interface RetentionSettings {
        /** How long an upload may be used. */
        @WithDefault("P1D")
        Duration uploads();

        /** How long a source stays after the day that it was used on. */
        @WithDefault("P3D")
        Duration inputs();

        /** How long a job and its files may be asked for, from the moment that it was accepted. */
        @WithDefault("P7D")
        Duration outputs();

        /** Pause between two rounds of the sweeper. */
        @WithDefault("PT10M")
        Duration every();

        /** Objects of each kind that a round looks at. */
        @WithDefault("20000")
        int perRound();

        /** Whether the log tells what would go, and all stays. */
        @WithDefault("false")
        boolean dryRun();

        default Retention kept() {
            return new Retention(uploads(), inputs(), outputs());
        }
    }

    /** Keys under {@code kuotu.gateway.batches}. */
    interface BatchSettings {
        @WithDefault("16777216")
        long maxBytes();

        /** Requests of one batch that are seen to at the same time. */
        @WithDefault("16")
        int atOnce();

        /** Requests that a batch has not come to by then are refused; 100 s at most. */
        @WithDefault("PT60S")
        Duration within();
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

    /** Reads their file. */
    default KnownKeys signingKeys() {
        return gateway().signingKeysFile().map(KnownKeys::read).orElse(KnownKeys.NONE);
    }

    private static List<String> problems(GatewaySettings settings) {
        List<String> problems = new ArrayList<>(settings.traces().problems());
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
        if (settings.gateway().unreadyFor().isNegative()) {
            problems.add("kuotu.gateway.unready-for: is negative");
        }
        problems.addAll(settings.kafka().problems());
        problems.addAll(settings.gateway().webhook().problems(settings.kafka().retention()));
        problems.addAll(problems(settings.gateway().events()));
        problems.addAll(problems(settings.gateway().uploads(), settings.gateway().batches()));
        problems.addAll(problems(settings.gateway().retention(), settings.kafka().retention()));
        if (settings.tenants().isEmpty() && settings.gateway().tenantsFile().isEmpty()) {
            problems.add(
                    "kuotu.tenants: there is none, so nobody could submit (set"
                            + " kuotu.tenants.NAME.key-sha256 or kuotu.gateway.tenants-file)");
        }
        try {
            settings.signingKeys();
        } catch (IllegalArgumentException e) {
            problems.add("kuotu.gateway.signing-keys-file: " + e.getMessage());
        }
        problems.addAll(EdgeSettings.problems(settings.gateway().edge()));
        problems.addAll(StudioSettings.problems(settings.gateway().studio()));
        settings.tenants().forEach((name, tenant) -> problems.addAll(problems(name, tenant)));
        return problems;
    }

    private static List<String> problems(Events events) {
        List<String> problems = new ArrayList<>();
        String key = "kuotu.gateway.events";
        if (events.heartbeat().compareTo(Duration.ofMillis(100)) < 0
                || events.heartbeat().compareTo(Duration.ofSeconds(60)) > 0) {
            problems.add(key + ".heartbeat: must be 0.1 s to 60 s: connections idle for 120 s end");
        }
        if (events.silence().compareTo(events.heartbeat()) < 0) {
            problems.add(key + ".silence: must not be shorter than the heartbeat");
        }
        if (events.behindBytes() < 1024) {
            problems.add(key + ".behind-bytes: must be 1024 or more");
        }
        if (events.maxMessageBytes() < 1024) {
            problems.add(key + ".max-message-bytes: must be 1024 or more");
        }
        if (events.maxSubscriptions() < 1) {
            problems.add(key + ".max-subscriptions: must be 1 or more");
        }
        return problems;
    }

    private static List<String> problems(UploadSettings uploads, BatchSettings batches) {
        List<String> problems = new ArrayList<>();
        if (uploads.maxBytes() < 1) {
            problems.add("kuotu.gateway.uploads.max-bytes: must be 1 or more");
        }
        if (uploads.formLife().toSeconds() < 1 || uploads.formLife().toDays() > 6) {
            problems.add("kuotu.gateway.uploads.form-life: must be from PT1S to P6D");
        }
        if (batches.maxBytes() < 1) {
            problems.add("kuotu.gateway.batches.max-bytes: must be 1 or more");
        }
        if (batches.atOnce() < 1) {
            problems.add("kuotu.gateway.batches.at-once: must be 1 or more");
        }
        if (batches.within().isNegative() || batches.within().toSeconds() > 100) {
            problems.add("kuotu.gateway.batches.within: must be PT100S or less");
        }
        return problems;
    }

    /** A job whose record may still be read needs its source, and its result is not to be gone. */
    private static List<String> problems(RetentionSettings retention, Duration kafka) {
        List<String> problems = new ArrayList<>();
        String prefix = "kuotu.gateway.retention.";
        Duration least = kafka.plus(Retention.LONGEST_JOB);
        if (retention.inputs().compareTo(least) < 0) {
            problems.add(prefix + "inputs: must be kuotu.kafka.retention and a day, " + least);
        }
        if (retention.outputs().compareTo(least) < 0) {
            problems.add(prefix + "outputs: must be kuotu.kafka.retention and a day, " + least);
        }
        if (retention.uploads().toSeconds() < 1
                || retention.uploads().compareTo(retention.inputs()) > 0) {
            problems.add(prefix + "uploads: must be from PT1S to what inputs has");
        }
        if (retention.every().toMillis() < 1) {
            problems.add(prefix + "every: must be PT0.001S or more");
        }
        if (retention.perRound() < 1) {
            problems.add(prefix + "per-round: must be 1 or more");
        }
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
        tenant.webhookSecrets().orElse(List.of()).stream()
                .flatMap(secret -> WebhookSecret.problem(secret).stream())
                .forEach(problem -> problems.add(key + ".webhook-secrets: " + problem));
        return problems;
    }
}
