package io.kuotu.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.javaapi.core.Simulation;

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
                        details(Caller.ACCEPT).failedRequests().count().is(0L),
                        details(Caller.ACCEPT_TO_END).failedRequests().count().is(0L),
                        global().failedRequests().count().is(0L));
    }
}
