package io.kuotu.chaos.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.chaos.ledger.Evidence.Answer;
import io.kuotu.chaos.ledger.Evidence.Damage;
import io.kuotu.chaos.ledger.Evidence.Growth;
import io.kuotu.chaos.ledger.Evidence.OutputCheck;
import io.kuotu.chaos.load.Journal.Acceptance;
import io.kuotu.chaos.load.Journal.Spoiled;
import io.kuotu.chaos.load.Journal.Watched;
import io.kuotu.chaos.load.Receiver.Call;
import io.kuotu.chaos.program.Program.Death;
import io.kuotu.chaos.topic.EventLog;
import io.kuotu.chaos.topic.EventLog.End;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who checks the checker: runs in which one thing is wrong, each of which it must name. */
class CheckerTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String JOB = "job_01kafz3x6m3q9v1d8r5t7w2ybn";
    private static final JobId ID = new JobId(JOB);
    private static final End SUCCEEDED =
            new End("succeeded", new JobEvent.Succeeded(ID, NOON, List.of()));

    /** A run of one job, kept in every respect until a test changes something. */
    private static final class Run {
        private final List<Acceptance> acceptances =
                new ArrayList<>(List.of(new Acceptance("key", JOB, true, false, false)));
        private final Map<String, List<Answer>> answers = new HashMap<>();
        private final List<End> ends = new ArrayList<>(List.of(SUCCEEDED, SUCCEEDED));
        private final List<OutputCheck> outputs =
                new ArrayList<>(List.of(new OutputCheck(JOB, 0, Optional.empty())));
        private final List<Call> calls =
                new ArrayList<>(List.of(new Call("msg", JOB, "job.succeeded", true, true)));
        private final List<Watched> watched =
                new ArrayList<>(List.of(new Watched(JOB, List.of("succeeded"), true, true)));
        private final List<String> spoiledJobs = new ArrayList<>();
        private final List<Spoiled> spoiledOutputs = new ArrayList<>();
        private final Map<String, Long> unfinished =
                new HashMap<>(Map.of("jobs.default.standard", 0L));
        private final List<Growth> growth =
                new ArrayList<>(List.of(new Growth("gateway-1", "threads", 50, 60, 100)));
        private final List<Death> deaths =
                new ArrayList<>(List.of(new Death("gateway-1", 1, false)));

        Run() {
            all("succeeded", Optional.empty());
        }

        void all(String state, Optional<String> error) {
            answers.put(
                    JOB,
                    List.of(
                            new Answer("gateway-1", state, error),
                            new Answer("gateway-2", state, error),
                            new Answer("manifest", state, error)));
        }

        void forgetManifest() {
            List<Answer> known = new ArrayList<>(answers.getOrDefault(JOB, List.of()));
            known.set(known.size() - 1, new Answer("manifest", "unknown", Optional.empty()));
            answers.put(JOB, known);
        }

        /** The job failed, and everybody says so. */
        void failed(ErrorCode code) {
            ends.clear();
            ends.add(new End("failed", new JobEvent.Failed(ID, NOON, Problem.of(code, "why"))));
            all("failed", Optional.of(code.label()));
            outputs.clear();
            calls.clear();
            calls.add(new Call("msg", JOB, "job.failed", true, true));
        }

        List<String> violations() {
            Map<String, List<End>> log = ends.isEmpty() ? Map.of() : Map.of(JOB, ends);
            Evidence evidence =
                    new Evidence(
                            acceptances,
                            answers,
                            new EventLog(log, Map.of(JOB, 1), 1, 0, 2, 100),
                            outputs,
                            calls,
                            watched,
                            new Damage(spoiledJobs, spoiledOutputs),
                            unfinished,
                            growth,
                            deaths);
            return Checker.check(evidence).stream().map(Violation::promise).toList();
        }
    }

    private final Run run = new Run();

    @Test
    void aRunInWhichAllWasKept() {
        assertThat(run.violations()).isEmpty();
    }

    @Test
    void aJobThatNeverEnded() {
        run.ends.clear();
        run.all("running", Optional.empty());
        assertThat(run.violations()).contains("lost");
    }

    @Test
    void aJobThatSharedAnothersRun_hasNoEndOfItsOwnInTheLog() {
        run.ends.clear();
        assertThat(run.violations()).isEmpty();
    }

    @Test
    void anEndWithoutAManifest_isOneOnlyWhereTheStoreRefusedIt() {
        run.failed(ErrorCode.STORE_REFUSED);
        run.forgetManifest();
        assertThat(run.violations()).isEmpty();
        run.failed(ErrorCode.ATTEMPTS_EXHAUSTED);
        run.forgetManifest();
        assertThat(run.violations()).containsExactly("lost");
    }

    @Test
    void aJobThatOneGatewayTakesForQueued() {
        run.answers.put(JOB, List.of(new Answer("gateway-2", "queued", Optional.empty())));
        assertThat(run.violations()).containsExactly("lost");
    }

    @Test
    void aJobThatNobodyKnows() {
        run.answers.clear();
        assertThat(run.violations()).containsExactly("lost");
    }

    @Test
    void aJobThatEndedTwiceInTheSameState() {
        run.ends.add(
                new End("succeeded", new JobEvent.Succeeded(ID, NOON.plusSeconds(1), List.of())));
        assertThat(run.violations()).containsExactly("ended twice");
    }

    @Test
    void aJobThatEndedInTwoStates() {
        run.ends.add(new End("cancelled", new JobEvent.Cancelled(ID, NOON)));
        assertThat(run.violations()).containsExactly("ended twice", "agreement");
    }

    @Test
    void aManifestThatSaysOtherwise() {
        run.answers.put(
                JOB,
                List.of(
                        new Answer("gateway-1", "succeeded", Optional.empty()),
                        new Answer("manifest", "failed", Optional.empty())));
        assertThat(run.violations()).containsExactly("agreement");
    }

    @Test
    void aKeyThatMadeTwoJobs() {
        String other = "job_01kafz3x6m3q9v1d8r5t7w2ybp";
        run.acceptances.add(new Acceptance("key", other, false, false, false));
        assertThat(run.violations()).containsExactly("idempotency", "lost");
    }

    @Test
    void aFailureThatNothingExplains() {
        run.failed(ErrorCode.INTERNAL);
        run.watched.clear();
        assertThat(run.violations()).containsExactly("reason");
        run.failed(ErrorCode.DEADLINE_EXCEEDED); // it had none
        assertThat(run.violations()).containsExactly("reason");
        run.failed(ErrorCode.ATTEMPTS_EXHAUSTED);
        assertThat(run.violations()).isEmpty();
    }

    @Test
    void aCancelThatNobodyAskedFor() {
        run.ends.clear();
        run.ends.add(new End("cancelled", new JobEvent.Cancelled(ID, NOON)));
        run.all("cancelled", Optional.empty());
        run.calls.clear();
        run.calls.add(new Call("msg", JOB, "job.cancelled", true, true));
        assertThat(run.violations()).containsExactly("reason");
    }

    @Test
    void anOutputWithAnotherHash() {
        run.outputs.add(new OutputCheck(JOB, 1, Optional.of("its hash is another")));
        assertThat(run.violations()).containsExactly("output");
    }

    @Test
    void anOutputThatWasSpoiledAndFoundRight() {
        run.spoiledOutputs.add(new Spoiled(JOB, 0));
        assertThat(run.violations()).containsExactly("blind check");
    }

    @Test
    void anOutputThatWasSpoiledAndNotLookedAt() {
        run.spoiledOutputs.add(new Spoiled(JOB, 3));
        assertThat(run.violations()).containsExactly("blind check");
    }

    @Test
    void aSpoiledOutputThatWasFoundWrong() {
        run.spoiledOutputs.add(new Spoiled(JOB, 1));
        run.outputs.add(new OutputCheck(JOB, 1, Optional.of("its hash is another")));
        assertThat(run.violations()).isEmpty();
    }

    @Test
    void aSpoiledSourceThatWasTakenForAPicture() {
        run.spoiledJobs.add(JOB);
        assertThat(run.violations()).containsExactly("spoiled input");
        run.failed(ErrorCode.PICTURE_DAMAGED);
        assertThat(run.violations()).isEmpty();
    }

    @Test
    void aWebhookThatNeverCame() {
        run.calls.clear();
        assertThat(run.violations()).containsExactly("webhook");
    }

    @Test
    void aWebhookThatWasRefusedAndNotSentAgain() {
        run.calls.clear();
        run.calls.add(new Call("msg", JOB, "job.succeeded", true, false));
        assertThat(run.violations()).containsExactly("webhook");
    }

    @Test
    void aWebhookThatTellsOfAnotherEnd() {
        run.calls.clear();
        run.calls.add(new Call("msg", JOB, "job.failed", true, true));
        assertThat(run.violations()).containsExactly("webhook");
    }

    @Test
    void aWebhookWithAWrongSignature() {
        run.calls.add(new Call("other", JOB, "job.succeeded", false, true));
        assertThat(run.violations()).containsExactly("signature");
    }

    @Test
    void watchersWhoSawNoEnd_twoEnds_orTimeGoBackwards() {
        run.watched.add(new Watched(JOB, List.of(), true, false));
        run.watched.add(new Watched(JOB, List.of("failed", "succeeded"), true, true));
        run.watched.add(new Watched(JOB, List.of("succeeded"), false, true));
        assertThat(run.violations()).containsExactly("watcher", "watcher", "watcher");
    }

    @Test
    void aLeaseThatIsLeft() {
        run.unfinished.put("jobs.default.bulk", 1L);
        assertThat(run.violations()).containsExactly("lease");
    }

    @Test
    void somethingThatGrew() {
        run.growth.add(new Growth("gateway-2", "handles", 100, 900, 250));
        assertThat(run.violations()).containsExactly("growth");
    }

    @Test
    void aProcessThatDiedWhileItServed() {
        run.deaths.add(new Death("worker-1", 134, true));
        assertThat(run.violations()).containsExactly("death");
    }
}
