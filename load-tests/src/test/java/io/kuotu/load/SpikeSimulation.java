package io.kuotu.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.List;

/**
 * Twenty times the traffic within ten seconds, for a minute; then as before. However long the
 * cluster takes, the next caller comes when it is due.
 */
public final class SpikeSimulation extends Simulation {
    private static final Duration RISE = Duration.ofSeconds(10);
    private static final double CALM_FACTOR = 2;
    private static final double LEAST_CALM = 0.5; // s; waits below that are nothing to come back to

    private final LoadSettings.Load settings = LoadSettings.of(System.getenv());
    private final Run run = new Run("spike", settings);

    public SpikeSimulation() {
        double peak = settings.rate() * settings.peak();
        setUp(
                        scenario("spike")
                                .exec(new Submitting(settings, run, false).chain())
                                .injectOpen(
                                        constantUsersPerSec(settings.rate())
                                                .during(settings.before())
                                                .randomized(),
                                        rampUsersPerSec(settings.rate()).to(peak).during(RISE),
                                        constantUsersPerSec(peak)
                                                .during(settings.duration())
                                                .randomized(),
                                        constantUsersPerSec(settings.rate())
                                                .during(settings.after())
                                                .randomized()))
                .protocols(new Caller(settings).protocol());
    }

    @Override
    public void after() {
        List<Figure> figures = run.common();
        Course course = run.course();
        double begin = run.ledger().all().stream().mapToDouble(Arrival::sent).min().orElse(0);
        double rise = begin + settings.before().toSeconds();
        double end = rise + RISE.toSeconds() + settings.duration().toSeconds();
        double before = course.wait(0.95, begin, rise, _ -> true);
        figures.add(Figure.of("wait before the spike, all tiers, p95", before, "s"));
        for (String tier : Course.TIERS) {
            double wait = course.wait(0.95, rise, end, a -> a.tier().equals(tier));
            String name = "wait during the spike, " + tier + ", p95";
            figures.add(
                    tier.equals("interactive")
                            ? Figure.atMost(name, wait, "s", settings.waitWithin().toMillis() / 1e3)
                            : Figure.of(name, wait, "s"));
        }
        double calm = Math.max(LEAST_CALM, CALM_FACTOR * before);
        figures.add(
                Figure.atMost(
                        "recovery: after the spike until p95 waits are below 2 x before, for good",
                        course.calmAfter(end, calm),
                        "s",
                        (double) settings.recoverWithin().toSeconds()));
        run.tell(figures);
        run.close();
    }
}
