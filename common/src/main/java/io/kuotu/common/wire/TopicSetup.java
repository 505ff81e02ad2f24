package io.kuotu.common.wire;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes topics and share groups ready before the first job. Idempotent; gateways and workers both
 * do it, whoever starts first. What an operator has set on a topic already stays.
 */
public final class TopicSetup {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);

    /**
     * @param retention how long jobs and events are kept; longer than any job lives
     * @param lease how long a worker that fell silent keeps its job
     * @param deliveries how often the broker hands a job out before it drops it; above the worker's
     *     own limit of attempts
     */
    public record Rules(Duration retention, Duration lease, int deliveries) {
        public static final Rules DEFAULT =
                new Rules(Duration.ofDays(2), Duration.ofSeconds(15), 10);
    }

    private TopicSetup() {}

    /**
     * Throws a {@link io.kuotu.common.job.ProblemException} where the brokers' names do not
     * resolve, or none answers in time.
     */
    public static void run(Broker broker, Collection<String> pools, Rules rules)
            throws InterruptedException {
        try (Admin admin = admin(broker)) {
            Map<String, String> kept =
                    Map.of("retention.ms", Long.toString(rules.retention().toMillis()));
            for (String pool : pools) {
                for (String topic : Topics.jobs(pool)) {
                    create(admin, topic, kept);
                    configureGroup(admin, Topics.group(topic), rules);
                }
            }
            create(admin, Topics.EVENTS, kept);
            create(admin, Topics.DELIVERIES, kept);
            create(
                    admin,
                    Topics.COMMANDS,
                    Map.of("retention.ms", Long.toString(Duration.ofHours(1).toMillis())));
            create(
                    admin,
                    Topics.DEAD,
                    Map.of("retention.ms", Long.toString(Duration.ofDays(30).toMillis())));
            create(admin, Topics.WORKERS, Map.of("cleanup.policy", "compact"));
            create(admin, Topics.SWITCHES, Map.of("cleanup.policy", "compact"));
            create(admin, Topics.DUTIES, Topics.DUTY_SHARES, Map.of());
        }
    }

    private static Admin admin(Broker broker) {
        try {
            return Admin.create(broker.with(Map.of()));
        } catch (KafkaException e) {
            throw unavailable(e.getCause() == null ? e : e.getCause());
        }
    }

    private static ProblemException unavailable(Throwable reason) {
        return Problem.of(
                        ErrorCode.BROKER_UNAVAILABLE,
                        "kuotu.kafka.bootstrap-servers: " + reason.getMessage())
                .asException(reason);
    }

    /** One partition (see {@link Topics}); as many replicas as the broker's default. */
    private static void create(Admin admin, String topic, Map<String, String> configs)
            throws InterruptedException {
        create(admin, topic, 1, configs);
    }

    private static void create(
            Admin admin, String topic, int partitions, Map<String, String> configs)
            throws InterruptedException {
        try {
            admin.createTopics(
                            List.of(
                                    new NewTopic(topic, Optional.of(partitions), Optional.empty())
                                            .configs(configs)))
                    .all()
                    .get();
            LOG.info("created topic {}", topic);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case TopicExistsException _ -> LOG.debug("topic {} is there", topic);
                case TimeoutException late -> throw unavailable(late);
                case null, default ->
                        throw new IllegalStateException(
                                "cannot create topic " + topic, e.getCause());
            }
        }
    }

    private static void configureGroup(Admin admin, String group, Rules rules)
            throws InterruptedException {
        // without earliest, jobs that were sent before the first worker came would be skipped for
        // ever
        require(set(admin, group, "share.auto.offset.reset", "earliest"), group);
        set(admin, group, "share.record.lock.duration.ms", Long.toString(rules.lease().toMillis()));
        set(admin, group, "share.delivery.count.limit", Integer.toString(rules.deliveries()));
        set(admin, group, "share.renew.acknowledge.enable", "true");
    }

    private static void require(boolean done, String group) {
        if (!done) {
            throw new IllegalStateException(
                    "share group "
                            + group
                            + " cannot be configured: the cluster needs Kafka 4.2 or newer with"
                            + " share.version 1");
        }
    }

    /**
     * A broker may hold a limit of its own that a value would break: then its own value stays, and
     * the log says so.
     */
    private static boolean set(Admin admin, String group, String name, String value)
            throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        AlterConfigOp op =
                new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        try {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(op))).all().get();
            return true;
        } catch (ExecutionException e) {
            LOG.warn(
                    "share group {}: {}={} was refused: {}",
                    group,
                    name,
                    value,
                    e.getCause() == null ? e : e.getCause().getMessage());
            return false;
        }
    }
}
