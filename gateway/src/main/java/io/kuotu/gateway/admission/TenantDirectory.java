package io.kuotu.gateway.admission;

import io.kuotu.common.job.TenantId;
import io.kuotu.gateway.GatewaySettings.TenantSettings;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenants as they are now: those of the settings, which stay, and those of a file, which is
 * read again when it has changed. A version that is wrong anywhere is refused as a whole, and the
 * one before stays. Any thread asks; a virtual thread reads the file.
 */
public final class TenantDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TenantDirectory.class);
    public static final Duration LOOKS_EVERY = Duration.ofSeconds(2);

    private final List<Tenants.Keyed> settled;
    private final Optional<Path> file;
    private final Counter reloads;
    private final Gauge good;
    private final @Nullable Thread thread;
    private volatile Tenants tenants;
    private byte[] lastSeen = {}; // the thread's, once it runs
    private boolean lastSeenGood = true; // so is this

    private TenantDirectory(
            Map<String, TenantSettings> settings,
            Optional<Path> file,
            Duration every,
            CollectorRegistry registry) {
        this.settled = Tenants.keyed(settings);
        this.file = file;
        this.reloads =
                Counter.build(
                                "kuotu_gateway_tenants_reloads_total",
                                "Versions of the tenants file that were read.")
                        .labelNames("outcome")
                        .register(registry);
        this.good =
                Gauge.build(
                                "kuotu_gateway_tenants_file_good",
                                "0 where the tenants file as it is now is not in use, else 1.")
                        .register(registry);
        this.tenants = first();
        this.thread = file.isPresent() ? watch(every) : null;
    }

    /**
     * Throws {@link InvalidTenants} where the file is wrong now.
     *
     * @param settings tenants that stay
     * @param file of the others
     * @param every so often the file is looked at
     * @param registry for counts
     */
    public static TenantDirectory open(
            Map<String, TenantSettings> settings,
            Optional<Path> file,
            Duration every,
            CollectorRegistry registry) {
        return new TenantDirectory(settings, file, every, registry);
    }

    private Thread watch(Duration every) {
        return Thread.ofVirtual()
                .name("tenants-file")
                .start(
                        () -> {
                            try {
                                while (true) {
                                    Thread.sleep(every);
                                    look();
                                }
                            } catch (InterruptedException e) {
                                LOG.debug("the tenants file is watched no more");
                            }
                        });
    }

    private void look() {
        try {
            byte[] now = bytes();
            if (!Arrays.equals(now, lastSeen)) {
                lastSeen = now;
                lastSeenGood = use(now);
            }
            good.set(lastSeenGood ? 1 : 0);
        } catch (InvalidTenants e) { // it cannot be read: perhaps it is just being replaced
            if (good.get() == 1) {
                LOG.error("what was in the tenants file stays in use: {}", e.getMessage());
            }
            good.set(0);
        }
    }

    private boolean use(byte[] yaml) {
        try {
            tenants = parse(yaml);
            reloads.labels("used").inc();
            LOG.info("the tenants file was read again: {} tenants", tenants.size());
            return true;
        } catch (RuntimeException e) {
            reloads.labels("refused").inc();
            LOG.error("the tenants file is refused, the one before stays: {}", e.getMessage());
            return false;
        }
    }

    private Tenants first() {
        good.set(1);
        if (file.isEmpty()) {
            return checked(settled);
        }
        lastSeen = bytes();
        return parse(lastSeen);
    }

    private Tenants parse(byte[] yaml) {
        List<Tenants.Keyed> all = new ArrayList<>(settled);
        all.addAll(TenantsFile.read(yaml, file.orElseThrow().getFileName().toString()));
        return checked(all);
    }

    private static Tenants checked(List<Tenants.Keyed> all) {
        List<String> problems = Tenants.problems(all);
        if (!problems.isEmpty()) {
            throw new InvalidTenants(problems);
        }
        return Tenants.of(all);
    }

    private byte[] bytes() {
        Path path = file.orElseThrow();
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new InvalidTenants(List.of(path.getFileName() + ": cannot be read: " + e));
        }
    }

    public Optional<Tenant> withKey(String key) {
        return tenants.withKey(key);
    }

    public Optional<Tenant> find(TenantId id) {
        return tenants.find(id);
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
