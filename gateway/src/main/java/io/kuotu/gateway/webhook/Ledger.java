package io.kuotu.gateway.webhook;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Every delivery of every job that has a webhook, as long as the board keeps the job. The thread
 * {@code webhooks} writes; any thread reads.
 *
 * <p>Events and records are read apart, so a record may come before its event; it is kept until
 * then.
 */
public final class Ledger {
    private static final Duration YOUNG = Duration.ofMinutes(10);

    private final NavigableMap<JobId, List<Delivery>> shown = new ConcurrentSkipListMap<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger dead = new AtomicInteger();

    // of the thread alone
    private final Map<JobId, Course> courses = new HashMap<>();
    private final Set<Course> unfinished = new HashSet<>();
    private final Map<JobId, List<DeliveryRecord>> early = new HashMap<>();

    /** An event that the job's webhook asked for. */
    Course happened(Job job, Webhook webhook, Delivery delivery) {
        Course course = courses.computeIfAbsent(job.id(), _ -> new Course(job, webhook));
        course.add(delivery);
        count(delivery, 1);
        early(delivery.id()).forEach(record -> apply(course, record));
        show(course);
        return course;
    }

    private List<DeliveryRecord> early(DeliveryId id) {
        List<DeliveryRecord> all = early.getOrDefault(id.job(), List.of());
        List<DeliveryRecord> its =
                all.stream().filter(r -> r.delivery().equals(id.toString())).toList();
        if (!its.isEmpty()) {
            all.removeAll(its);
            if (all.isEmpty()) {
                early.remove(id.job());
            }
        }
        return its;
    }

    /** Empty where the event is not known, or not yet. */
    Optional<Course> heard(DeliveryId id, DeliveryRecord record) {
        Course course = courses.get(id.job());
        if (course == null || course.find(record.delivery()).isEmpty()) {
            early.computeIfAbsent(id.job(), _ -> new ArrayList<>()).add(record);
            return Optional.empty();
        }
        apply(course, record);
        show(course);
        return Optional.of(course);
    }

    private void apply(Course course, DeliveryRecord record) {
        course.find(record.delivery())
                .ifPresent(
                        before -> {
                            Delivery after = before.after(record);
                            course.replace(after);
                            count(before, -1);
                            count(after, 1);
                        });
    }

    private void count(Delivery delivery, int by) {
        switch (delivery.state()) {
            case PENDING -> pending.addAndGet(by);
            case DEAD -> dead.addAndGet(by);
            case DELIVERED -> {}
        }
    }

    private void show(Course course) {
        shown.put(course.job().id(), course.deliveries());
        if (course.pendingSince().isPresent()) {
            unfinished.add(course);
        } else {
            unfinished.remove(course);
        }
    }

    /**
     * Forgets jobs that are not kept any more.
     *
     * @return deliveries that were pending
     */
    int sweep(Predicate<JobId> kept, Instant now) {
        Predicate<JobId> gone = id -> id.createdAt().isBefore(now.minus(YOUNG)) && !kept.test(id);
        int open = pending.get();
        courses.values().removeIf(course -> gone.test(course.job().id()) && forget(course));
        early.keySet().removeIf(gone);
        return open - pending.get();
    }

    private boolean forget(Course course) {
        course.deliveries().forEach(delivery -> count(delivery, -1));
        shown.remove(course.job().id());
        unfinished.remove(course);
        return true;
    }

    Optional<Instant> oldestPending() {
        return unfinished.stream()
                .flatMap(course -> course.pendingSince().stream())
                .min(Comparator.naturalOrder());
    }

    /** In the order of the job's events; none where the job has none, or is not kept any more. */
    public List<Delivery> of(JobId job) {
        return shown.getOrDefault(job, List.of());
    }

    public Optional<Delivery> find(DeliveryId id) {
        return of(id.job()).stream().filter(d -> d.id().equals(id)).findFirst();
    }

    /**
     * Of all jobs, the newest first; those of one job stay together, so there may be a few more
     * than the limit.
     *
     * @param state only these
     * @param before only jobs older than this one
     * @param limit from which on no further job is looked at
     */
    public List<Delivery> page(Delivery.State state, Optional<JobId> before, int limit) {
        List<Delivery> page = new ArrayList<>();
        for (List<Delivery> jobs :
                before.map(id -> shown.headMap(id, false)).orElse(shown).descendingMap().values()) {
            jobs.stream().filter(d -> d.state() == state).forEach(page::add);
            if (page.size() >= limit) {
                break;
            }
        }
        return page;
    }

    public int pending() {
        return pending.get();
    }

    public int dead() {
        return dead.get();
    }
}
