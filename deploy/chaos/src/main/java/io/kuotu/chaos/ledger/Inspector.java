package io.kuotu.chaos.ledger;

import io.kuotu.chaos.ledger.Evidence.Answer;
import io.kuotu.chaos.ledger.Evidence.OutputCheck;
import io.kuotu.chaos.load.Callers;
import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.wire.JsonCodec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks everybody about every job, and looks at every output. Blocks; one thread at a time. */
public final class Inspector {
    private static final Logger LOG = LoggerFactory.getLogger(Inspector.class);

    private final Callers callers;
    private final ObjectStore store;

    /**
     * @param store without a link
     */
    public Inspector(Callers callers, ObjectStore store) {
        this.callers = callers;
        this.store = store;
    }

    /** Until all of these have ended everywhere, or the time is over; those that have not. */
    public Collection<String> awaitEnds(Collection<String> jobs, Duration within)
            throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        TreeSet<String> open = new TreeSet<>(jobs);
        while (true) {
            for (String job : List.copyOf(open)) {
                if (isOver(answers(job))) {
                    open.remove(job);
                }
            }
            if (open.isEmpty() || System.nanoTime() - end > 0) {
                return open;
            }
            LOG.info("{} jobs are open, {} first", open.size(), open.first());
            Thread.sleep(1000);
        }
    }

    /**
     * A store that refuses to the last has no manifest: then the gateways' word is all there is.
     */
    private static boolean isOver(List<Answer> answers) {
        boolean refused =
                answers.stream().anyMatch(a -> a.error().equals(Optional.of(Checker.REFUSED)));
        return answers.stream()
                .allMatch(a -> isTerminal(a) || (refused && a.who().equals(Answer.MANIFEST)));
    }

    private static boolean isTerminal(Answer answer) {
        return switch (answer.state()) {
            case "succeeded", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    /** What each gateway says, and what the manifest says. */
    public List<Answer> answers(String job) throws InterruptedException {
        List<Answer> answers = new ArrayList<>();
        int number = 1;
        for (KuotuClient client : callers.each()) {
            answers.add(ask("gateway-" + number++, client, job));
        }
        Optional<JobManifest> manifest =
                store.get(ObjectKeys.manifest(new JobId(job)))
                        .map(json -> JsonCodec.decode(json, JobManifest.class));
        answers.add(
                new Answer(
                        Answer.MANIFEST,
                        manifest.map(m -> m.state().label()).orElse("unknown"),
                        manifest.flatMap(JobManifest::problem).map(p -> p.code().label())));
        return answers;
    }

    private static Answer ask(String who, KuotuClient client, String job)
            throws InterruptedException {
        try {
            JobStatus status = client.job(job);
            Optional<String> code =
                    Optional.of(status.json().path("error").path("code").asText())
                            .filter(c -> !c.isEmpty());
            return new Answer(who, status.state(), code);
        } catch (ApiProblem e) {
            return new Answer(who, "unknown", Optional.of(e.code()));
        } catch (IOException e) {
            return new Answer(who, "unknown", Optional.of(e.toString()));
        }
    }

    public Map<String, List<Answer>> allAnswers(Collection<String> jobs)
            throws InterruptedException {
        Map<String, List<Answer>> answers = new HashMap<>();
        for (String job : jobs) {
            answers.put(job, answers(job));
        }
        return answers;
    }

    /** Every output of these, fetched as callers do. */
    public List<OutputCheck> outputs(Collection<String> jobs) throws InterruptedException {
        List<OutputCheck> checks = new ArrayList<>();
        for (String job : jobs) {
            KuotuClient client = callers.each().getFirst();
            try {
                for (JobStatus.Output output : client.job(job).outputs()) {
                    checks.add(new OutputCheck(job, output.index(), problem(client, job, output)));
                }
            } catch (IOException | ApiProblem e) {
                checks.add(new OutputCheck(job, 0, Optional.of("not asked: " + e)));
            }
        }
        return checks;
    }

    private static Optional<String> problem(KuotuClient client, String job, JobStatus.Output output)
            throws InterruptedException {
        try {
            return problem(client.output(job, output.index()), output);
        } catch (IOException | ApiProblem e) {
            return Optional.of("not fetched: " + e);
        }
    }

    static Optional<String> problem(byte[] file, JobStatus.Output output) {
        String hash = HexFormat.of().formatHex(sha256(file));
        if (!hash.equals(output.sha256())) {
            return Optional.of("its hash is " + hash + ", its job says " + output.sha256());
        }
        try {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(file));
            if (picture == null) {
                return Optional.of("no decoder knows it");
            }
            boolean right =
                    picture.getWidth() == output.width() && picture.getHeight() == output.height();
            return right
                    ? Optional.empty()
                    : Optional.of("it is " + picture.getWidth() + "x" + picture.getHeight());
        } catch (IOException e) {
            return Optional.of("it cannot be decoded: " + e);
        }
    }

    private static byte[] sha256(byte[] file) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(file);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
