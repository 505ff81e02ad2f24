package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import io.kuotu.common.testing.SamplePictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same picture asked for by many at once is made once, and each has a job of its own. */
class CoalescingTest {
    private static final int CALLERS = 30;

    @TempDir static Path folder;
    private static Path photo;
    private static ClaimCluster cluster;

    @BeforeAll
    static void connect() throws Exception {
        photo =
                Files.write(
                        folder.resolve("photo.jpg"),
                        SamplePictures.encode(SamplePictures.gradient(150, 110), "jpeg"));
        cluster = new ClaimCluster();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    private static ObjectNode request(int seed, int steps) {
        return cluster.here
                .newRequest()
                .put("aspect_ratio", "16:9")
                .put("steps", steps)
                .put("seed", seed);
    }

    private static List<String> submit(int callers, ObjectNode request) throws Exception {
        List<Future<JobStatus>> sent = new ArrayList<>();
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                KuotuClient client = i % 2 == 0 ? cluster.here : cluster.there;
                sent.add(all.submit(() -> client.expand(photo, request)));
            }
        }
        List<String> ids = new ArrayList<>();
        for (Future<JobStatus> one : sent) {
            ids.add(one.get().id());
        }
        return ids;
    }

    private static String run(List<String> ids) {
        await().atMost(Duration.ofSeconds(30)).until(() -> leaders(ids).size() == 1);
        return leaders(ids).getFirst();
    }

    private static List<String> leaders(List<String> ids) {
        return ids.stream().filter(id -> cluster.recordsOf(Set.of(id)) > 0).toList();
    }

    private static String state(KuotuClient client, String id) throws Exception {
        return client.job(id).state();
    }

    @Test
    void thirtyIdenticalRequestsAreOneRunAndThirtyJobs() throws Exception {
        List<String> ids = submit(CALLERS, request(9001, 50).put("preview", true));
        assertThat(new HashSet<>(ids)).hasSize(CALLERS);
        String leader = run(ids);
        String follower = ids.stream().filter(id -> !id.equals(leader)).findFirst().orElseThrow();
        List<ServerEvent> leaders = new ArrayList<>();
        List<ServerEvent> followers = new ArrayList<>();
        cluster.there.follow(follower, followers::add);
        cluster.here.follow(leader, leaders::add);
        assertThat(followers.getLast().id())
                .as("the same place in the log")
                .isEqualTo(leaders.getLast().id());
        Set<String> files = new HashSet<>();
        for (String id : ids) {
            for (KuotuClient client : List.of(cluster.here, cluster.there)) {
                JobStatus job = client.job(id);
                assertThat(job.state()).isEqualTo("succeeded");
                files.add(job.outputs().getFirst().sha256());
            }
            assertThat(
                            cluster.there
                                    .get("/v1/jobs/" + id + "/manifest")
                                    .path("job")
                                    .path("id")
                                    .asText())
                    .isEqualTo(id);
        }
        assertThat(files).hasSize(1);
        assertThat(cluster.recordsOf(ids)).as("records in the topic of jobs").isEqualTo(1);
        assertThat(cluster.there.output(follower, 0)).isEqualTo(cluster.here.output(leader, 0));
        assertThat(
                        cluster.here
                                .get("/v1/jobs/" + follower + "/manifest")
                                .path("making")
                                .path("original_preserved")
                                .asBoolean())
                .isTrue();
        followersPreviewsAreTheRuns(follower, followers);
    }

    private static void followersPreviewsAreTheRuns(String follower, List<ServerEvent> events)
            throws Exception {
        ServerEvent last =
                events.stream().filter(e -> e.name().equals("preview")).toList().getLast();
        assertThat(cluster.there.preview(follower, last.data().path("step").asInt()))
                .hasSizeGreaterThan(500);
        assertThat(cluster.there.preview(follower, 0)).as("of the draft").isNotEmpty();
    }

    @Test
    void aCancelledLeaderLeavesTheOthersWell_andACancelledFollowerToo() throws Exception {
        List<String> ids = submit(4, request(9002, 100));
        String leader = run(ids);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> state(cluster.here, leader).equals("running"));
        List<String> others = ids.stream().filter(id -> !id.equals(leader)).toList();
        String leaving = others.getLast();
        assertThat(cluster.there.cancel(leaving).state()).isEqualTo("cancelled");
        assertThat(state(cluster.here, leader)).isEqualTo("running");
        assertThat(cluster.there.cancel(leader).state()).isEqualTo("cancelled");
        for (String id : others.subList(0, 2)) {
            assertThat(cluster.end(id).state()).isEqualTo("succeeded");
        }
        assertThat(state(cluster.here, leaving)).isEqualTo("cancelled");
        assertThat(state(cluster.here, leader)).isEqualTo("cancelled");
        assertThat(cluster.recordsOf(others)).as("one of them ran").isEqualTo(1);
        assertThat(cluster.here.get("/v1/jobs/" + leaving + "/manifest").path("state").asText())
                .isEqualTo("cancelled");
    }

    @Test
    void aFollowersDeadlineIsItsOwn_andItsResultASource() throws Exception {
        ObjectNode request = request(9003, 100).put("variants", 2);
        String leader = cluster.here.expand(photo, request).id();
        String hasty = cluster.there.expand(photo, request.deepCopy().put("deadline", 1)).id();
        String patient = cluster.there.expand(photo, request).id();
        assertThat(cluster.end(hasty).error().map(Object::toString).orElse(""))
                .contains("deadline_exceeded");
        assertThat(cluster.end(leader).state()).isEqualTo("succeeded");
        assertThat(state(cluster.there, patient)).isEqualTo("succeeded");
        assertThat(cluster.recordsOf(Set.of(hasty, patient))).isZero();
        JobStatus again =
                cluster.there.expand(
                        cluster.here
                                .newRequest()
                                .put("image", "job:" + patient)
                                .put("aspect_ratio", "21:9")
                                .put("steps", 1));
        assertThat(cluster.end(again.id()).state()).isEqualTo("succeeded");
    }

    @Test
    void withoutASeedEveryJobRuns() throws Exception {
        ObjectNode random = cluster.here.newRequest().put("aspect_ratio", "16:9").put("steps", 1);
        List<String> ids = submit(2, random);
        for (String id : ids) {
            assertThat(cluster.end(id).state()).isEqualTo("succeeded");
        }
        assertThat(cluster.recordsOf(ids)).isEqualTo(2);
    }

    @Test
    void tenantsDoNotShare() throws Exception {
        try (KuotuClient other = SharedCluster.otherTenant()) {
            String mine = cluster.here.expand(photo, request(9004, 20)).id();
            String theirs = other.expand(photo, request(9004, 20)).id();
            assertThat(cluster.end(mine).state()).isEqualTo("succeeded");
            assertThat(other.follow(theirs, _ -> {}).state()).isEqualTo("succeeded");
            assertThat(cluster.recordsOf(Set.of(mine, theirs))).isEqualTo(2);
        }
    }
}
