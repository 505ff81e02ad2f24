package io.kuotu.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** One rate for as long as it is told; what the cluster's process holds must not grow. */
public final class SoakSimulation extends Simulation {
    private static final double WARM = 0.25; // of the run: what is held then is the measure
    private static final double WINDOW = 0.1;

    private final LoadSettings.Load settings = LoadSettings.of(System.getenv());
    private final Run run = new Run("soak", settings);

    public SoakSimulation() {
        setUp(
                        scenario("soak")
                                .exec(new Submitting(settings, run, false).chain())
                                .injectOpen(
                                        rampUsersPerSec(0)
                                                .to(settings.rate())
                                                .during(settings.ramp()),
                                        constantUsersPerSec(settings.rate())
                                                .during(settings.duration())
                                                .randomized()))
                .protocols(new Caller(settings).protocol());
    }

    @Override
    public void after() {
        List<Figure> figures = run.common();
        Course course = run.course();
        figures.add(
                Figure.atMost(
                        "wait until a worker begins, all tiers, p95",
                        course.wait(0.95, 0, Double.MAX_VALUE, _ -> true),
                        "s",
                        settings.waitWithin().toMillis() / 1e3));
        figures.addAll(growth("resident memory", ProcessSize::residentMb));
        figures.addAll(growth("threads", ProcessSize::threads));
        figures.addAll(growth("open files", ProcessSize::files));
        run.tell(figures);
        run.close();
    }

    /** Nothing where the cluster's process is not known. */
    private List<Figure> growth(String what, ToDoubleFunction<ProcessSize> of) {
        double warm = median(of, WARM);
        double end = median(of, 1 - WINDOW);
        return Double.isNaN(warm) || Double.isNaN(end)
                ? List.of()
                : List.of(
                        Figure.of(what + " after a quarter of the run", warm, ""),
                        Figure.atMost(
                                what + " at the end by that", end / warm, "", settings.growth()));
    }

    private double median(ToDoubleFunction<ProcessSize> of, double from) {
        double length = settings.ramp().plus(settings.duration()).toMillis() / 1e3;
        return Numbers.percentile(
                run.samples().stream()
                        .filter(s -> s.second() >= from * length)
                        .filter(s -> s.second() < (from + WINDOW) * length)
                        .flatMap(s -> s.process().stream())
                        .mapToDouble(of),
                0.5);
    }
}
