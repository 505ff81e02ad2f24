package io.kuotu.worker.djl;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.profile.BundleProfile;
import io.kuotu.worker.profile.ProfileRules;
import io.kuotu.worker.profile.ProfileStore;
import io.kuotu.worker.profile.Profiler;
import io.kuotu.worker.profile.Trial;
import io.kuotu.worker.profile.WorkProfile;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Profiles of a device's bundles: kept ones, else measured and kept. On the device's thread. */
final class Profiling {
    private static final Logger LOG = LoggerFactory.getLogger(Profiling.class);

    /** Goes up when what is measured changes its meaning. */
    private static final int FORMAT = 1;

    /** Sizes that a model is run with while it is tried: all of them. */
    static final BatchClasses ANY = BatchClasses.of(List.of(1, 2, 3, 4, 6, 8, 12, 16));

    private final ProfileRules rules;
    private final String device;
    private final Optional<ProfileStore> store;
    private final Profiler profiler;

    /**
     * @param rules of measuring
     * @param device in words, with all that a time depends on
     * @param onCpu whether larger batches only get worse from some size on
     * @param trials that share the time
     */
    Profiling(ProfileRules rules, String device, boolean onCpu, int trials) {
        this.rules = rules;
        this.device = device;
        this.store = rules.folder().map(ProfileStore::new);
        this.profiler = new Profiler(rules.budget(), trials, onCpu, System::nanoTime);
    }

    BundleProfile of(Bundle bundle, List<Trial> trials) {
        String key = key(bundle);
        Optional<BundleProfile> kept =
                rules.fresh() ? Optional.empty() : store.flatMap(s -> s.read(key));
        if (kept.isPresent()) {
            LOG.info("{} was measured before on this device", bundle.label());
            profiler.skip(trials.size());
            return kept.get();
        }
        List<WorkProfile> works = new ArrayList<>();
        trials.forEach(trial -> works.add(profiler.measure(trial)));
        BundleProfile made = new BundleProfile(bundle.name(), works);
        // what a busy machine had no time for is not to stay unmeasured for ever
        if (!rules.budget().isZero() && made.isWhole()) {
            store.ifPresent(s -> s.write(key, made));
        }
        return made;
    }

    private String key(Bundle bundle) {
        StringBuilder all = new StringBuilder();
        all.append(FORMAT).append('\n').append(device).append('\n').append(rules.budget());
        all.append('\n').append(bundle.label()).append('\n');
        new TreeMap<>(bundle.manifest().files())
                .forEach((name, file) -> all.append(name).append(' ').append(file.sha256()));
        return bundle.name() + "-" + sha256(all.toString()).substring(0, 32);
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
