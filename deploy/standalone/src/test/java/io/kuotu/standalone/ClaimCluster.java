package io.kuotu.standalone;

import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.Tier;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.TopicTail;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.Gateway;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The shared cluster with a second gateway, and what lies in its topic of jobs. */
final class ClaimCluster implements AutoCloseable {
    private final Gateway second;
    private final TopicTail tail;
    private final Collection<Job> records = new ConcurrentLinkedQueue<>();
    final KuotuClient here = SharedCluster.client();
    final KuotuClient there;
    final Http hereHttp;
    final Http thereHttp;

    ClaimCluster() throws InterruptedException {
        Standalone cluster = SharedCluster.cluster();
        second = cluster.startGateway();
        there = new KuotuClient(second.endpoint(), cluster.apiKey());
        hereHttp = new Http(cluster.endpoint(), cluster.apiKey());
        thereHttp = new Http(second.endpoint(), cluster.apiKey());
        tail =
                TopicTail.start(
                        "records",
                        cluster.bootstrapServers(),
                        List.of(Topics.jobs("default", Tier.STANDARD)),
                        TopicTail.From.BEGINNING,
                        (_, _, _, value) -> {
                            if (value != null) {
                                records.add(JobRecord.decode(value));
                            }
                        });
    }

    /** How many records these jobs have, all together. */
    long recordsOf(Collection<String> ids) {
        return records.stream().filter(job -> ids.contains(job.id().value())).count();
    }

    JobStatus end(String id) throws Exception {
        return here.follow(id, _ -> {});
    }

    @Override
    public void close() {
        tail.close();
        there.close();
        here.close();
        second.close();
    }
}
