package io.kuotu.chaos.ledger;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import io.kuotu.chaos.ledger.Evidence.Answer;
import io.kuotu.chaos.ledger.Evidence.OutputCheck;
import io.kuotu.chaos.load.Journal.Acceptance;
import io.kuotu.chaos.load.Journal.Spoiled;
import io.kuotu.chaos.load.Journal.Watched;
import io.kuotu.chaos.load.Receiver.Call;
import io.kuotu.chaos.program.Program.Death;
import io.kuotu.chaos.topic.EventLog.End;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds what is known against what is promised. Pure: the same evidence, the same violations. */
public final class Checker {
    private static final Set<String> TERMINAL = Set.of("succeeded", "failed", "cancelled");
    private static final String DAMAGED = "picture_damaged";
    private static final String LATE = "deadline_exceeded";

    /** A job whose workers die under it is given up in the end; that is an end. */
    private static final String GIVEN_UP = "attempts_exhausted";

    /** By a store that was full for longer than workers wait. */
    static final String REFUSED = "store_refused";

    private final Evidence evidence;
    private final List<Violation> found = new ArrayList<>();

    private Checker(Evidence evidence) {
        this.evidence = evidence;
    }

    /** Empty: all promises were kept. */
    public static List<Violation> check(Evidence evidence) {
        return new Checker(evidence).run();
    }

    private List<Violation> run() {
        Map<String, Acceptance> jobs = new LinkedHashMap<>();
        evidence.acceptances().forEach(job -> jobs.putIfAbsent(job.job(), job));
        keys();
        jobs.values().forEach(this::job);
        evidence.outputs().forEach(this::output);
        spoiledOutputsWereSeen();
        evidence.calls().forEach(this::call);
        evidence.watched().forEach(this::watched);
        evidence.unfinished().forEach(this::lease);
        evidence.growth().stream()
                .filter(g -> !g.isWithin())
                .forEach(
                        g ->
                                violated(
                                        "growth",
                                        "%s of %s: %d before, %d after, bound %d"
                                                .formatted(
                                                        g.what(),
                                                        g.who(),
                                                        g.before(),
                                                        g.after(),
                                                        g.bound())));
        evidence.deaths().stream().filter(Death::wasReady).forEach(this::death);
        return List.copyOf(found);
    }

    private void violated(String promise, String detail) {
        found.add(new Violation(promise, detail));
    }

    /** A key names one job. */
    private void keys() {
        Map<String, Set<String>> jobs =
                evidence.acceptances().stream()
                        .collect(groupingBy(Acceptance::key, mapping(Acceptance::job, toSet())));
        jobs.forEach(
                (key, ids) -> {
                    if (ids.size() > 1) {
                        violated("idempotency", "the key " + key + " made " + ids);
                    }
                });
    }

    private void job(Acceptance job) {
        List<End> ends = evidence.log().ends().getOrDefault(job.job(), List.of());
        List<Answer> answers = evidence.answers().getOrDefault(job.job(), List.of());
        if (answers.isEmpty() || !answers.stream().allMatch(a -> isTold(a, ends))) {
            violated("lost", job.job() + " was accepted; the log: " + ends + ", asked: " + answers);
            return;
        }
        if (Set.copyOf(ends).size() > 1) {
            violated("ended twice", job.job() + ": " + ends);
        }
        Set<String> states = new HashSet<>();
        ends.forEach(end -> states.add(end.state()));
        answers.stream()
                .map(Answer::state)
                .filter(TERMINAL::contains) // the others: isTold
                .forEach(states::add);
        if (states.size() > 1) {
            violated("agreement", job.job() + ": the log " + ends + ", asked: " + answers);
        }
        String state = answers.getFirst().state();
        reason(job, state, answers.stream().map(Answer::error).flatMap(Optional::stream).findAny());
        if (job.calledBack() && !wasCalled(job.job(), state)) {
            violated("webhook", job.job() + " ended as " + state + " and nobody called");
        }
    }

    /**
     * Whoever is asked knows the end. A job that shared another's run has no end of its own in the
     * log; one that the store refused to the last has no manifest, and its end is in the log alone.
     */
    private static boolean isTold(Answer answer, List<End> log) {
        boolean byTheLogAlone =
                answer.who().equals(Answer.MANIFEST)
                        && !log.isEmpty()
                        && log.getFirst().code().equals(Optional.of(REFUSED));
        return TERMINAL.contains(answer.state()) || byTheLogAlone;
    }

    private boolean wasCalled(String job, String state) {
        return evidence.calls().stream()
                .anyMatch(
                        c -> c.job().equals(job) && c.taken() && c.event().equals("job." + state));
    }

    /** Whoever did not succeed has a reason that the run gave. */
    private void reason(Acceptance job, String state, Optional<String> error) {
        boolean spoiled = evidence.spoiled().jobs().contains(job.job());
        if (spoiled && !error.equals(Optional.of(DAMAGED))) {
            violated("spoiled input", job.job() + " ended as " + state + " " + error.orElse(""));
        }
        if (state.equals("cancelled") && !job.cancelled()) {
            violated("reason", job.job() + " was cancelled, and nobody had asked for it");
        }
        if (state.equals("failed") && !spoiled) {
            String code = error.orElse("no code");
            boolean excused =
                    code.equals(GIVEN_UP)
                            || code.equals(REFUSED)
                            || (code.equals(LATE) && job.hasDeadline());
            if (!excused) {
                violated("reason", job.job() + " failed: " + code);
            }
        }
    }

    private void output(OutputCheck output) {
        boolean spoiled =
                evidence.spoiled().outputs().contains(new Spoiled(output.job(), output.index()));
        if (output.problem().isPresent() && !spoiled) {
            violated(
                    "output",
                    output.job() + " " + output.index() + ": " + output.problem().orElseThrow());
        }
        if (output.problem().isEmpty() && spoiled) {
            violated(
                    "blind check",
                    output.job() + " " + output.index() + " was changed and was found right");
        }
    }

    private void spoiledOutputsWereSeen() {
        for (Spoiled spoiled : evidence.spoiled().outputs()) {
            if (evidence.outputs().stream()
                    .noneMatch(
                            o -> o.job().equals(spoiled.job()) && o.index() == spoiled.index())) {
                violated("blind check", spoiled + " was changed and never looked at");
            }
        }
    }

    private void call(Call call) {
        if (!call.believed()) {
            violated("signature", call.id() + " of " + call.job());
        }
    }

    private void watched(Watched watched) {
        if (!watched.complete() || watched.ends().size() != 1) {
            violated("watcher", watched.job() + " was seen to end as " + watched.ends());
        }
        if (!watched.inOrder()) {
            violated("watcher", watched.job() + ": its events' ids went backwards");
        }
    }

    private void lease(String topic, Long records) {
        if (records != 0) {
            violated("lease", records + " records of " + topic + " are not finished");
        }
    }

    private void death(Death death) {
        violated("death", death.program() + " ended by itself with " + death.exitCode());
    }
}
