package io.kuotu.plan.scenario;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How long something takes, in ms. In a scenario a number, which is always the same time; {@code
 * {mean: 20}}, exponential; {@code {median: 20, p95: 60}}, lognormal; or {@code {samples: [18, 22,
 * 70]}}, measured ones of which one is drawn.
 */
public sealed interface Spread {
    /** ns. */
    long draw(RandomGenerator random);

    /** Always the same. */
    record Constant(double ms) implements Spread {
        public Constant {
            check(ms >= 0, "a time is 0 ms or more, not " + ms);
        }

        @Override
        public long draw(RandomGenerator random) {
            return nanos(ms);
        }
    }

    /** Without memory. */
    record Exponential(double mean) implements Spread {
        public Exponential {
            check(mean >= 0, "mean is 0 ms or more, not " + mean);
        }

        @Override
        public long draw(RandomGenerator random) {
            return nanos(mean * random.nextExponential());
        }
    }

    /** With a long tail. */
    record Lognormal(double median, double p95) implements Spread {
        private static final double OF_P95 = 1.6448536;

        public Lognormal {
            check(median > 0, "median is above 0 ms, not " + median);
            check(p95 >= median, "p95 is not below median: " + p95 + " < " + median);
        }

        @Override
        public long draw(RandomGenerator random) {
            double sigma = Math.log(p95 / median) / OF_P95;
            return nanos(median * Math.exp(sigma * random.nextGaussian()));
        }
    }

    /** One of those that were measured, each as likely. */
    record Measured(List<Double> samples) implements Spread {
        public Measured {
            samples = List.copyOf(samples);
            check(!samples.isEmpty(), "samples is empty");
            samples.forEach(ms -> check(ms >= 0, "samples are 0 ms or more, not " + ms));
        }

        @Override
        public long draw(RandomGenerator random) {
            return nanos(samples.get(random.nextInt(samples.size())));
        }
    }

    /**
     * As a scenario writes it. Throws {@link IllegalArgumentException} where it is no such form.
     */
    @JsonCreator
    static Spread of(JsonNode form) {
        if (form.isNumber()) {
            return new Constant(form.doubleValue());
        }
        if (has(form, "mean")) {
            return new Exponential(number(form, "mean"));
        }
        if (has(form, "median", "p95")) {
            return new Lognormal(number(form, "median"), number(form, "p95"));
        }
        if (has(form, "samples") && form.get("samples").isArray()) {
            List<Double> samples = new ArrayList<>();
            form.get("samples").forEach(ms -> samples.add(ms.asDouble(-1)));
            return new Measured(samples);
        }
        throw new IllegalArgumentException(
                "a time is a number of ms, {mean}, {median, p95} or {samples}, not " + form);
    }

    private static boolean has(JsonNode form, String... names) {
        return form.isObject()
                && form.size() == names.length
                && Arrays.stream(names).allMatch(form::has);
    }

    private static double number(JsonNode form, String name) {
        check(form.get(name).isNumber(), name + " is a number of ms");
        return form.get(name).doubleValue();
    }

    private static long nanos(double ms) {
        return Math.round(ms * 1e6);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
