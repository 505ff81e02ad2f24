package io.kuotu.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/** Jobs arrive at one rate, however long the cluster takes for them. */
public final class SteadySimulation extends Simulation {
    public SteadySimulation() {
        LoadSettings.Load settings = LoadSettings.of(System.getenv());
        Caller caller = new Caller(settings);
        setUp(
                        caller.scenarioOf("steady")
                                .injectOpen(
                                        rampUsersPerSec(0)
                                                .to(settings.rate())
                                                .during(settings.ramp()),
                                        constantUsersPerSec(settings.rate())
                                                .during(settings.duration())))
                .protocols(caller.protocol())
                .assertions(
                        global().failedRequests().count().is(0L),
                        details(Caller.ACCEPT).failedRequests().count().is(0L),
                        details(Caller.ACCEPT_TO_END).failedRequests().count().is(0L),
                        p95IsLessThan(Caller.ACCEPT, settings.acceptWithin()),
                        p95IsLessThan(Caller.ACCEPT_TO_END, settings.endWithin()));
    }

    /** Gatling prints the figure beside the limit: the run's result without opening its report. */
    private static Assertion p95IsLessThan(String what, Duration limit) {
        return details(what).responseTime().percentile(95).lt(Math.toIntExact(limit.toMillis()));
    }
}
