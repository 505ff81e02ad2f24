package io.kuotu.plan.scenario;

import static io.kuotu.plan.scenario.Checks.check;
import static io.kuotu.plan.scenario.Checks.notNegative;
import static io.kuotu.plan.scenario.Checks.positive;

import java.util.List;
import java.util.Optional;

/**
 * When jobs come: a Poisson process whose rate may have a spike, or exactly then.
 *
 * @param rate jobs in a second
 * @param spike on top of it
 * @param file of arrivals, a number of seconds in each line; {@code times} are read from it
 * @param times seconds since the run began, in order; then {@code rate} and {@code spike} say
 *     nothing
 */
public record Arrivals(
        double rate, Optional<Spike> spike, Optional<String> file, List<Double> times) {
    /**
     * The rate goes up by a factor, stays there, and comes back.
     *
     * @param atS seconds from the begin of the run to that of the spike
     * @param factor of the rate at its height
     * @param rampS seconds from the usual rate to the height, and back
     * @param holdS seconds at its height
     */
    public record Spike(double atS, double factor, double rampS, double holdS) {
        public Spike {
            notNegative("at_s", atS);
            positive("factor", factor);
            notNegative("ramp_s", rampS);
            notNegative("hold_s", holdS);
        }

        /** Seconds since the run began. */
        public double endS() {
            return atS + 2 * rampS + holdS;
        }

        /** What the usual rate is multiplied by. */
        double at(double seconds) {
            double in = seconds - atS;
            if (in < 0 || seconds > endS()) {
                return 1;
            }
            double far = Math.min(in, endS() - seconds); // from the nearer foot
            return far >= rampS ? factor : 1 + (factor - 1) * far / rampS;
        }
    }

    public Arrivals {
        notNegative("rate", rate);
        times = List.copyOf(times);
        for (int i = 0; i < times.size(); i++) {
            notNegative("times", times.get(i));
            check(i == 0 || times.get(i) >= times.get(i - 1), "times: are not in order");
        }
    }

    /** As often as that, on average. */
    public static Arrivals poisson(double rate) {
        return new Arrivals(rate, Optional.empty(), Optional.empty(), List.of());
    }

    /** Exactly then. */
    public static Arrivals at(List<Double> times) {
        return new Arrivals(0, Optional.empty(), Optional.empty(), times);
    }

    /** Jobs in a second at that time. */
    public double rate(double seconds) {
        return rate * spike.map(s -> s.at(seconds)).orElse(1.0);
    }

    /** Never more jobs in a second than this. */
    public double highestRate() {
        return rate * spike.map(s -> Math.max(1, s.factor())).orElse(1.0);
    }

    /** The same with another rate; recorded times come closer together. */
    public Arrivals times(double factor) {
        return new Arrivals(
                rate * factor, spike, file, times.stream().map(t -> t / factor).toList());
    }
}
