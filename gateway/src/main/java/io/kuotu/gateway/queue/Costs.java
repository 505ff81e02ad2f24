package io.kuotu.gateway.queue;

import io.kuotu.common.fleet.BundleInfo;
import io.kuotu.common.job.Cost;
import io.kuotu.common.job.JobSpec;
import io.kuotu.gateway.board.Fleet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What jobs cost on the models that workers have, as far as those have told. Thread safe; looks at
 * the fleet once a second at most.
 */
public final class Costs {
    private static final Duration LOOKS_AGAIN = Duration.ofSeconds(1);

    private final Fleet fleet;
    private final InstantSource clock;
    private volatile Known known = new Known(Instant.MIN, List.of(), Crew.NONE);

    private record Known(Instant at, List<Fleet.Model> models, Crew crew) {
        List<Cost.Tiling> tilings() {
            return models.stream().flatMap(m -> m.info().tiling().stream()).toList();
        }
    }

    public Costs(Fleet fleet, InstantSource clock) {
        this.fleet = fleet;
        this.clock = clock;
    }

    public Cost of(JobSpec spec) {
        Known now = known();
        return Cost.of(spec, new Cost.Models(denoising(now, spec), tilings(now, spec)));
    }

    private static Cost.Denoising denoising(Known now, JobSpec spec) {
        return now.models().stream()
                .filter(m -> m.info().task() == BundleInfo.Task.OUTPAINT)
                .filter(m -> isMeant(m, spec))
                .flatMap(m -> m.info().denoising().stream())
                .findFirst()
                .orElse(Cost.Denoising.TYPICAL);
    }

    private static boolean isMeant(Fleet.Model model, JobSpec spec) {
        return spec.model().map(name -> name.equals(model.info().name())).orElse(model.isDefault());
    }

    /** An enlargement may name its model; else the worker takes the one that fits best. */
    private static List<Cost.Tiling> tilings(Known now, JobSpec spec) {
        Optional<String> name =
                spec instanceof JobSpec.Upscale ? spec.model() : Optional.<String>empty();
        return name.flatMap(
                        n ->
                                now.models().stream()
                                        .filter(m -> m.info().name().equals(n))
                                        .flatMap(m -> m.info().tiling().stream())
                                        .findFirst())
                .map(List::of)
                .orElseGet(now::tilings);
    }

    /** Who works now. */
    public Crew crew() {
        return known().crew();
    }

    private Known known() {
        Known last = known;
        Instant now = clock.instant();
        if (last.at().equals(Instant.MIN) || !now.isBefore(last.at().plus(LOOKS_AGAIN))) {
            last = new Known(now, fleet.models(), Crew.of(fleet.alive()));
            known = last;
        }
        return last;
    }
}
