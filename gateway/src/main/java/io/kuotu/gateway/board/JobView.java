package io.kuotu.gateway.board;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.Problem;
import io.kuotu.common.store.ObjectKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A job as the board knows it at one moment. Immutable.
 *
 * @param job as it was accepted
 * @param state now
 * @param events in order; of progress and of previews only the latest, and nothing after the end
 */
public record JobView(Job job, JobState state, List<LoggedEvent> events) {
    public JobView {
        requireNonNull(job, "job is null");
        events = List.copyOf(events);
    }

    public static JobView queued(Job job) {
        return new JobView(job, JobState.QUEUED, List.of());
    }

    /** A job that ended so long ago that only its manifest is left: the end is all that is told. */
    public static JobView ofManifest(JobManifest manifest) {
        return new JobView(
                manifest.job(), manifest.state(), List.of(new LoggedEvent(0, manifest.event())));
    }

    JobView after(LoggedEvent logged) {
        if (state.isTerminal()) {
            return this;
        }
        List<LoggedEvent> kept = new ArrayList<>(events);
        if (replacesItsLike(logged.event())) {
            kept.removeIf(e -> e.event().getClass() == logged.event().getClass());
        }
        kept.add(logged);
        return new JobView(job, state.after(logged.event()), kept);
    }

    /** Whether a frame was told before: by a worker that died then, and now by its successor. */
    boolean hasHeard(JobEvent event) {
        return event instanceof JobEvent.Framed framed
                && frames().anyMatch(f -> f.frame() == framed.frame());
    }

    private Stream<JobEvent.Framed> frames() {
        return events.stream()
                .map(LoggedEvent::event)
                .filter(JobEvent.Framed.class::isInstance)
                .map(JobEvent.Framed.class::cast);
    }

    private static boolean replacesItsLike(JobEvent event) {
        return event instanceof JobEvent.Progressed || event instanceof JobEvent.Previewed;
    }

    public Optional<JobEvent.Started> started() {
        return latest(JobEvent.Started.class);
    }

    /** Of the attempt that is running. */
    public Optional<JobEvent.Progressed> progress() {
        return state == JobState.RUNNING ? latest(JobEvent.Progressed.class) : Optional.empty();
    }

    /** The latest of the attempt that is running; outputs take its place. */
    public Optional<JobEvent.Previewed> preview() {
        Optional<JobEvent> found =
                events.reversed().stream()
                        .map(LoggedEvent::event)
                        .filter(
                                e ->
                                        e instanceof JobEvent.Previewed
                                                || e instanceof JobEvent.Started)
                        .findFirst();
        return state == JobState.RUNNING && found.orElse(null) instanceof JobEvent.Previewed preview
                ? Optional.of(preview)
                : Optional.empty();
    }

    /** Where the preview of this step would lie: a job that shares a run finds its leader's. */
    public String previewKey(int step) {
        return latest(JobEvent.Previewed.class)
                .map(seen -> ObjectKeys.previewBeside(seen.key(), step))
                .orElseGet(() -> ObjectKeys.preview(job.id(), step));
    }

    /** What can be fetched: of a job on its way the frames so far, else what its end left. */
    public List<JobOutput> outputs() {
        List<JobOutput> atEnd = events.isEmpty() ? List.of() : outputs(events.getLast().event());
        return atEnd.isEmpty()
                ? frames().sorted(Comparator.comparingInt(JobEvent.Framed::frame))
                        .map(JobEvent.Framed::output)
                        .toList()
                : atEnd;
    }

    private static List<JobOutput> outputs(JobEvent end) {
        return switch (end) {
            case JobEvent.Succeeded e -> e.outputs();
            case JobEvent.Failed e -> e.outputs();
            case JobEvent.Cancelled e -> e.outputs();
            default -> List.of();
        };
    }

    public Optional<Problem> problem() {
        return latest(JobEvent.Failed.class).map(JobEvent.Failed::problem);
    }

    public Optional<Instant> endedAt() {
        return state.isTerminal() && !events.isEmpty()
                ? Optional.of(events.getLast().event().at())
                : Optional.empty();
    }

    private <T extends JobEvent> Optional<T> latest(Class<T> type) {
        for (LoggedEvent logged : events.reversed()) {
            if (type.isInstance(logged.event())) {
                return Optional.of(type.cast(logged.event()));
            }
        }
        return Optional.empty();
    }
}
