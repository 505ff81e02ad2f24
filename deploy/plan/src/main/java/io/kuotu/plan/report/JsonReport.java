package io.kuotu.plan.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.plan.outcome.Outcome;

/** An outcome as JSON: the fields of {@link Outcome}, in snake case; times are in s. */
public final class JsonReport {
    private static final ObjectMapper MAPPER = JsonCodec.mapper();

    private JsonReport() {}

    /** Of the scenario its name, seed, speed and fleet. */
    public static ObjectNode of(Outcome outcome) {
        ObjectNode json = MAPPER.createObjectNode();
        ObjectNode scenario = json.putObject("scenario");
        scenario.put("name", outcome.scenario().name());
        scenario.put("seed", outcome.scenario().seed());
        scenario.put("duration_s", outcome.scenario().durationS());
        scenario.put("speed", outcome.scenario().speed());
        scenario.put("hypothetical", outcome.scenario().speed() != 1);
        scenario.set("fleet", MAPPER.valueToTree(outcome.scenario().fleet()));
        json.put("device", outcome.device());
        json.put("jobs", outcome.jobs());
        json.set("tiers", MAPPER.valueToTree(outcome.tiers()));
        json.set("use", MAPPER.valueToTree(outcome.use()));
        json.set("bill", MAPPER.valueToTree(outcome.bill()));
        json.set("effort", MAPPER.valueToTree(outcome.effort()));
        json.set("course", MAPPER.valueToTree(outcome.course()));
        return json;
    }
}
