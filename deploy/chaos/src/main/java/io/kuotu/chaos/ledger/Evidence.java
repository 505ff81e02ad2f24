package io.kuotu.chaos.ledger;

import io.kuotu.chaos.load.Journal.Acceptance;
import io.kuotu.chaos.load.Journal.Spoiled;
import io.kuotu.chaos.load.Journal.Watched;
import io.kuotu.chaos.load.Receiver;
import io.kuotu.chaos.program.Program.Death;
import io.kuotu.chaos.topic.EventLog;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known at the end.
 *
 * @param acceptances that callers were given
 * @param answers by job: what each gateway says of it, and its manifest
 * @param log the event topic
 * @param outputs that were fetched
 * @param calls of webhooks
 * @param watched by readers of events
 * @param spoiled on purpose
 * @param unfinished records, by job topic
 * @param growth of processes and topics
 * @param deaths of processes that nobody had asked for
 */
public record Evidence(
        List<Acceptance> acceptances,
        Map<String, List<Answer>> answers,
        EventLog log,
        List<OutputCheck> outputs,
        List<Receiver.Call> calls,
        List<Watched> watched,
        Damage spoiled,
        Map<String, Long> unfinished,
        List<Growth> growth,
        List<Death> deaths) {
    public Evidence {
        acceptances = List.copyOf(acceptances);
        answers = Map.copyOf(answers);
        outputs = List.copyOf(outputs);
        calls = List.copyOf(calls);
        watched = List.copyOf(watched);
        unfinished = Map.copyOf(unfinished);
        growth = List.copyOf(growth);
        deaths = List.copyOf(deaths);
    }

    /**
     * What somebody says of a job.
     *
     * @param who a gateway, or the manifest
     * @param state as contracts name it; {@code unknown} where there is no such job
     * @param error code of a failure
     */
    public record Answer(String who, String state, Optional<String> error) {
        static final String MANIFEST = "manifest";
    }

    /**
     * A picture that was fetched, hashed and decoded.
     *
     * @param problem empty: it is what its job says
     */
    public record OutputCheck(String job, int index, Optional<String> problem) {}

    /**
     * What was spoiled on purpose.
     *
     * @param jobs whose sources were changed before they were sent
     * @param outputs that were changed in the store
     */
    public record Damage(List<String> jobs, List<Spoiled> outputs) {
        public Damage {
            jobs = List.copyOf(jobs);
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * Something that must not grow without bound.
     *
     * @param who a program or a topic
     * @param what is counted
     * @param bound that {@code after} must not be above
     */
    public record Growth(String who, String what, long before, long after, long bound) {
        boolean isWithin() {
            return after <= bound;
        }
    }
}
