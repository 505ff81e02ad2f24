package io.kuotu.gateway.admission;

import io.kuotu.common.job.Cost;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.board.LoggedEvent;
import io.kuotu.gateway.queue.Costs;
import io.kuotu.gateway.queue.QueueModel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether one more job may enter, and in which tier. Limits hold over all gateways: each hears
 * every job of the log. Thread safe; nothing blocks.
 */
public final class Admission implements Board.Listener {
    private static final Duration UNKNOWN = Duration.ofSeconds(5);

    /** What is older has been given back by any rate that is worth limiting. */
    private static final Duration LONG_AGO = Duration.ofHours(1);

    private final Board board;
    private final QueueModel queue;
    private final Costs costs;
    private final Function<TenantId, Optional<Tenant>> tenants;
    private final AdmissionMeter meter;
    private final Predicate<Tier> refused;
    private final int maxQueued;
    private final InstantSource clock;
    private final Promises promises = new Promises();
    private final ConcurrentMap<TenantId, Account> accounts = new ConcurrentHashMap<>();

    /**
     * What asks to be let in.
     *
     * @param tenant whose
     * @param tier asked for
     * @param cost of it
     * @param overLimit as the request says; else the tenant's
     */
    public record Bid(Tenant tenant, Tier tier, Cost cost, Optional<OverLimit> overLimit) {
        private OverLimit overLimitOrTenants() {
            return overLimit.orElse(tenant.limits().overLimit());
        }

        private double price() {
            return (double) cost.total();
        }
    }

    /** What would be said to a bid now. */
    public sealed interface Verdict {
        /**
         * Come in, there.
         *
         * @param because what it is over, where it is demoted
         */
        record Admitted(Placing placing, Optional<ErrorCode> because) implements Verdict {}

        /** Not now, or never. */
        record Refused(Refusal refusal) implements Verdict {}
    }

    /** A job that was let in: it becomes one, or what it was charged is given back. */
    public final class Entry implements AutoCloseable {
        private final Account account;
        private final Placing placing;
        private final double charged;
        private boolean over;

        private Entry(Account account, Placing placing, double charged) {
            this.account = account;
            this.placing = placing;
            this.charged = charged;
        }

        public Placing placing() {
            return placing;
        }

        /** The job is in the log, or may be. */
        public void became(JobId job) {
            over = true;
            account.named(job, charged);
            meter.admitted(placing.tier());
        }

        @Override
        public void close() {
            if (!over) {
                over = true;
                account.failed(charged);
            }
        }
    }

    /**
     * @param board that counts; {@link #changed} must be among its listeners to all
     * @param queue that estimates
     * @param costs of jobs in the log
     * @param tenants as they are now
     * @param meter counts
     * @param refused tiers of which an operator lets no job in for now
     * @param maxQueued jobs that may wait over all tenants
     * @param clock for rates
     */
    public Admission(
            Board board,
            QueueModel queue,
            Costs costs,
            Function<TenantId, Optional<Tenant>> tenants,
            AdmissionMeter meter,
            Predicate<Tier> refused,
            int maxQueued,
            InstantSource clock) {
        this.board = board;
        this.queue = queue;
        this.costs = costs;
        this.tenants = tenants;
        this.meter = meter;
        this.refused = refused;
        this.maxQueued = maxQueued;
        this.clock = clock;
    }

    /** On the board's thread: a job of any gateway is charged once. */
    @Override
    public void changed(JobView view, @Nullable LoggedEvent logged) {
        Job job = view.job();
        if (logged != null || job.createdAt().isBefore(clock.instant().minus(LONG_AGO))) {
            return;
        }
        Optional<Limits> limits = tenants.apply(job.tenant()).map(Tenant::limits);
        if (limits.isPresent()) {
            double price =
                    job.tierRequested().isPresent() ? Account.FREE : costs.of(job.spec()).total();
            account(job.tenant()).read(job.id(), limits.get(), price, job.createdAt());
        }
    }

    private Account account(TenantId tenant) {
        return accounts.computeIfAbsent(tenant, _ -> new Account());
    }

    /**
     * Before a body is read: why no job of the tenant can enter now, whatever it costs. Empty where
     * one may.
     */
    public Optional<Refusal> atTheDoor(Tenant tenant, Optional<OverLimit> overLimit) {
        if (overLimit.orElse(tenant.limits().overLimit()) == OverLimit.DEMOTE) {
            return Optional.empty();
        }
        Account.Waits waits = account(tenant.id()).waits(tenant.limits(), 0, clock.instant());
        if (waits.requests().isZero()) {
            return Optional.empty();
        }
        Refusal refusal = overRate(tenant, waits);
        meter.refused(refusal.problem().code());
        return Optional.of(refusal);
    }

    /** Priced. */
    public Bid bid(Tenant tenant, Tier tier, JobSpec spec, Optional<OverLimit> overLimit) {
        return new Bid(tenant, tier, costs.of(spec), overLimit);
    }

    /**
     * Lets it in, or throws what {@link Refusal#asException} makes. The caller closes the entry.
     */
    public Entry admit(Bid bid) {
        Verdict verdict = look(bid);
        Account account = account(bid.tenant().id());
        if (verdict instanceof Verdict.Admitted(var placing, var because) && because.isEmpty()) {
            Account.Waits waits =
                    account.enter(bid.tenant().limits(), bid.price(), clock.instant());
            if (waits.isNone()) {
                return new Entry(account, placing, bid.price());
            }
            verdict = over(bid, overRate(bid.tenant(), waits)); // another came between
        }
        return switch (verdict) {
            case Verdict.Admitted(var placing, var because) -> {
                account.enterFree();
                because.ifPresent(meter::demoted);
                yield new Entry(account, placing, Account.FREE);
            }
            case Verdict.Refused(Refusal refusal) -> {
                meter.refused(refusal.problem().code());
                throw inLine(bid, refusal).asException();
            }
        };
    }

    private Refusal inLine(Bid bid, Refusal refusal) {
        if (refusal.problem().code() != ErrorCode.QUEUE_WAIT) {
            return refusal;
        }
        double rate = queue.state(bid.tier()).rate();
        return refusal.later(promises.join(bid.tier(), bid.price(), rate, clock.instant()));
    }

    /** What {@link #admit} would do; changes nothing. */
    public Verdict look(Bid bid) {
        Limits limits = bid.tenant().limits();
        Optional<Refusal> never =
                never(bid, limits).or(() -> paused(bid)).or(() -> full(bid.tenant()));
        if (never.isPresent()) {
            return new Verdict.Refused(never.get());
        }
        Account.Waits waits =
                account(bid.tenant().id()).waits(limits, bid.price(), clock.instant());
        if (!waits.isNone()) {
            return over(bid, overRate(bid.tenant(), waits));
        }
        Optional<Refusal> wait = overWait(bid.tenant(), bid.tier());
        return wait.isPresent()
                ? over(bid, wait.get())
                : new Verdict.Admitted(Placing.asked(bid.tier()), Optional.empty());
    }

    private Verdict over(Bid bid, Refusal refusal) {
        boolean goesOn =
                bid.overLimitOrTenants() == OverLimit.DEMOTE
                        && bid.tenant().limits().tiers().contains(Tier.BULK)
                        && !refused.test(Tier.BULK)
                        && overWait(bid.tenant(), Tier.BULK).isEmpty();
        return goesOn
                ? new Verdict.Admitted(
                        Placing.demoted(bid.tier()), Optional.of(refusal.problem().code()))
                : new Verdict.Refused(refusal);
    }

    private static Optional<Refusal> never(Bid bid, Limits limits) {
        if (!limits.tiers().contains(bid.tier())) {
            String detail = "tier " + bid.tier().label() + " is not among this tenant's";
            return Optional.of(Refusal.forGood("tier", ErrorCode.TIER_NOT_ALLOWED, detail));
        }
        return limits.cost()
                .filter(rate -> bid.price() > rate.burst())
                .map(
                        rate ->
                                Refusal.forGood(
                                        "steps",
                                        ErrorCode.JOB_TOO_COSTLY,
                                        "the job costs %.2f megapixel steps; %.2f may come at once"
                                                .formatted(
                                                        bid.cost().megapixelSteps(),
                                                        rate.burst() / Cost.MEGA)));
    }

    private Optional<Refusal> paused(Bid bid) {
        String detail = "tier " + bid.tier().label() + " is paused, and takes no job meanwhile";
        return Optional.of(Refusal.now(ErrorCode.TIER_PAUSED, detail, UNKNOWN))
                .filter(_ -> refused.test(bid.tier()));
    }

    /** Too many jobs: of the tenant's, or of all. */
    private Optional<Refusal> full(Tenant tenant) {
        int most = tenant.limits().maxInFlight();
        int theirs = inFlight(tenant);
        if (theirs >= most) {
            String detail = theirs + " of your jobs are queued or running; the limit is " + most;
            return Optional.of(
                    Refusal.now(ErrorCode.TOO_MANY_JOBS, detail, nextEnd(theirs - most + 1)));
        }
        if (board.queued() >= maxQueued) {
            String detail = board.queued() + " jobs are waiting; the limit is " + maxQueued;
            return Optional.of(
                    Refusal.now(
                            ErrorCode.QUEUE_FULL, detail, nextEnd(board.queued() - maxQueued + 1)));
        }
        return Optional.empty();
    }

    private int inFlight(Tenant tenant) {
        return board.inFlight(tenant.id()) + account(tenant.id()).onTheirWay();
    }

    /** About when so many jobs have ended; whose they are is not known. */
    private Duration nextEnd(int jobs) {
        return queue.endsEvery().map(one -> one.multipliedBy(Math.max(1, jobs))).orElse(UNKNOWN);
    }

    private static Refusal overRate(Tenant tenant, Account.Waits waits) {
        boolean byCost = waits.cost().compareTo(waits.requests()) > 0;
        Rate rate = (byCost ? tenant.limits().cost() : tenant.limits().requests()).orElseThrow();
        String detail =
                byCost
                        ? "the jobs of this tenant cost more than %.2f megapixel steps a second"
                                .formatted(rate.perSecond() / Cost.MEGA)
                        : "this tenant submits more than %.2f jobs a second"
                                .formatted(rate.perSecond());
        return Refusal.now(ErrorCode.RATE_LIMITED, detail, waits.longer());
    }

    /**
     * The wait that is estimated may be as long as the limit less what the tenant itself has
     * waiting there, by its weight: who has much in the queue leaves room for those who have not.
     */
    private Optional<Refusal> overWait(Tenant tenant, Tier tier) {
        Duration limit = tenant.limits().maxQueueWait().get(tier);
        Optional<Duration> eta = queue.next(tier).eta();
        if (limit == null || eta.isEmpty()) {
            return Optional.empty();
        }
        Duration own = queue.own(tenant.id(), tier).orElse(Duration.ZERO);
        Duration counted = eta.get().plusNanos((long) (own.toNanos() / tenant.limits().weight()));
        if (counted.compareTo(limit) <= 0) {
            return Optional.empty();
        }
        String detail =
                "a job would wait about %d s in tier %s, %d s of it for yours; the limit of both is %d s"
                        .formatted(
                                eta.get().toSeconds(),
                                tier.label(),
                                own.toSeconds(),
                                limit.toSeconds());
        return Optional.of(Refusal.now(ErrorCode.QUEUE_WAIT, detail, counted.minus(limit)));
    }

    /** The tenant's limits and what is left of them now. */
    public List<Quota> quotas(Tenant tenant) {
        Limits limits = tenant.limits();
        Account account = account(tenant.id());
        Instant now = clock.instant();
        List<Quota> quotas = new ArrayList<>();
        limits.requests()
                .ifPresent(
                        rate ->
                                account.requestsLeft(limits, now)
                                        .map(left -> quota("requests", null, rate, left, 1))
                                        .ifPresent(quotas::add));
        limits.cost()
                .ifPresent(
                        rate ->
                                account.costLeft(limits, now)
                                        .map(
                                                left ->
                                                        quota(
                                                                "cost",
                                                                "kilopixel-steps",
                                                                rate,
                                                                left,
                                                                1000))
                                        .ifPresent(quotas::add));
        quotas.add(
                new Quota(
                        "jobs",
                        Optional.of("concurrent-requests"),
                        limits.maxInFlight(),
                        Optional.empty(),
                        Math.max(0, limits.maxInFlight() - inFlight(tenant)),
                        Optional.empty()));
        return quotas;
    }

    private static Quota quota(
            String name, @Nullable String unit, Rate rate, Account.Left left, double scale) {
        return new Quota(
                name,
                Optional.ofNullable(unit),
                (long) (rate.burst() / scale),
                Optional.of(rate.window()),
                (long) (left.available() / scale + 1e-9),
                Optional.of(left.untilFull()));
    }
}
