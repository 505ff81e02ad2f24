package io.kuotu.gateway.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.gateway.retention.Retention;
import io.kuotu.gateway.upload.Contents;
import io.kuotu.gateway.upload.Uploads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Uploads as sources, on one gateway and on two. */
class UploadFormTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId OTHER = new TenantId("other");
    private static final byte[] PICTURE =
            SamplePictures.encode(SamplePictures.gradient(80, 64), "png");
    private static final byte[] ANOTHER =
            SamplePictures.encode(SamplePictures.gradient(96, 64), "png");
    private static final Retention RETENTION =
            new Retention(Duration.ofDays(1), Duration.ofDays(3), Duration.ofDays(7));

    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final FakeObjectStore store = new FakeObjectStore(clock);
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final Contents contents = new Contents(store, RETENTION, clock);
    private final UploadForm here = gateway(contents);
    private final UploadForm there = gateway(new Contents(store, RETENTION, clock));
    private final Uploads uploads =
            new Uploads(
                    store,
                    contents,
                    new JobIds(clock, new Random(1)),
                    new Uploads.Limits(1 << 20, Duration.ofMinutes(15), RETENTION),
                    clock);

    private UploadForm gateway(Contents its) {
        Sources sources = new Sources(store, PictureLimits.DEFAULT, clock);
        return new UploadForm(store, sources, its, RETENTION, clock);
    }

    private String begin(Optional<String> sha256) {
        return uploads.begin(ACME, new Uploads.Order("image/png", OptionalLong.empty(), sha256))
                .id()
                .value();
    }

    private String posted(byte[] file) {
        String id = begin(Optional.empty());
        store.put(ObjectKeys.upload(ACME, id), file, "image/png");
        return id;
    }

    private static Source use(UploadForm gateway, String id) throws Exception {
        try (Candidate found = gateway.find(ACME, id).orElseThrow()) {
            return found.store();
        }
    }

    private void refused(TenantId tenant, String id, ErrorCode code) {
        assertThatThrownBy(() -> here.find(tenant, id))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo(code);
                            assertThat(e.problem().field()).hasValue("image");
                        });
    }

    @Test
    void whatWasPostedIsKeptByItsContent() throws Exception {
        Source source = use(here, posted(PICTURE));
        assertThat(source.width()).isEqualTo(80);
        assertThat(source.picture().mediaType()).isEqualTo("image/png");
        assertThat(source.picture().key())
                .isEqualTo("inputs/2026-11-22/" + source.picture().sha256());
        assertThat(store.get(source.picture().key())).hasValue(PICTURE);
        assertThat(use(here, posted(PICTURE))).as("the same picture again").isEqualTo(source);
        assertThat(store.list("inputs/")).hasSize(1);
    }

    @Test
    void laterUsesDoNotTouchTheStore_andOnceOnAnotherGateway() throws Exception {
        String id = posted(PICTURE);
        Source source = use(here, id);
        store.onCall(calls::add);
        assertThat(use(here, id)).isEqualTo(source);
        assertThat(calls).isEmpty();
        assertThat(use(there, id)).isEqualTo(source);
        assertThat(calls).hasSize(1);
        assertThat(use(there, id)).isEqualTo(source);
        assertThat(calls).hasSize(1);
    }

    @Test
    void whatIsPostedAfterTheFirstUseChangesNothing() throws Exception {
        String id = posted(PICTURE);
        Source source = use(here, id);
        store.put(ObjectKeys.upload(ACME, id), ANOTHER, "image/png");
        assertThat(use(here, id)).isEqualTo(source);
        assertThat(use(there, id)).isEqualTo(source);
    }

    /** Else one could put a picture in the place of another's. */
    @Test
    void whatIsPostedWhileItIsReadIsNotStoredUnderTheFirstOnesName() throws Exception {
        String id = posted(PICTURE);
        AtomicBoolean once = new AtomicBoolean();
        store.onCall(
                call -> {
                    if (call.startsWith("stat inputs/") && once.compareAndSet(false, true)) {
                        store.put(ObjectKeys.upload(ACME, id), ANOTHER, "image/png");
                    }
                });
        Source source = use(here, id);
        assertThat(once).isTrue();
        assertThat(store.get(source.picture().key())).hasValue(PICTURE);
        assertThat(store.list("inputs/")).hasSize(1);
    }

    @Test
    void ofManyUsesAtOnceOnTwoGatewaysOneContentComes() throws Exception {
        for (int round = 0; round < 20; round++) {
            String id = posted(PICTURE);
            List<Callable<Source>> users = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                UploadForm gateway = i % 2 == 0 ? here : there;
                users.add(() -> use(gateway, id));
                users.add(
                        () -> {
                            store.put(ObjectKeys.upload(ACME, id), ANOTHER, "image/png");
                            return use(gateway, id);
                        });
            }
            Collections.shuffle(users, new Random(round));
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Source> sources = new ArrayList<>();
                for (Future<Source> user : threads.invokeAll(users)) {
                    sources.add(user.get());
                }
                assertThat(sources).containsOnly(sources.getFirst());
            }
        }
        assertThat(store.list("inputs/")).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void whatIsNotThereIsSaid() {
        refused(ACME, begin(Optional.empty()), ErrorCode.UPLOAD_NOT_FOUND);
        refused(OTHER, posted(PICTURE), ErrorCode.UPLOAD_NOT_FOUND);
        refused(ACME, posted(new byte[] {1, 2, 3}), ErrorCode.NOT_A_PICTURE);
        String late = posted(PICTURE);
        clock.advance(Duration.ofDays(1));
        refused(ACME, late, ErrorCode.UPLOAD_NOT_FOUND);
    }

    @Test
    void aBadFileCanBePostedAgain() throws Exception {
        String id = posted(new byte[] {1, 2, 3});
        refused(ACME, id, ErrorCode.NOT_A_PICTURE);
        store.put(ObjectKeys.upload(ACME, id), PICTURE, "image/png");
        assertThat(use(here, id).width()).isEqualTo(80);
    }

    @Test
    void onTheNextDayItIsAnInputOfThatDay() throws Exception {
        String id = posted(PICTURE);
        Source source = use(here, id);
        store.put(ObjectKeys.upload(ACME, id), ANOTHER, "image/png");
        clock.advance(Duration.ofHours(13));
        Source next = use(here, id);
        assertThat(next.picture().key())
                .isEqualTo("inputs/2026-11-23/" + source.picture().sha256());
        assertThat(store.get(next.picture().key())).hasValue(PICTURE);
        store.onCall(calls::add);
        assertThat(use(there, id)).isEqualTo(next);
        assertThat(calls).as("the note was renewed").hasSize(1);
    }

    @Test
    void whatATenantHasSentNeedNotBeSentAgain_butOthersAreNotToldOf() throws Exception {
        String sha256 = use(here, posted(PICTURE)).picture().sha256();
        Uploads.Order order =
                new Uploads.Order("image/png", OptionalLong.empty(), Optional.of(sha256));
        assertThat(uploads.begin(OTHER, order).form()).isPresent();
        clock.advance(Duration.ofDays(1));
        Uploads.Begun again = uploads.begin(ACME, order);
        assertThat(again.form()).isEmpty();
        assertThat(use(there, again.id().value()).picture().sha256()).isEqualTo(sha256);
        clock.advance(Duration.ofDays(2));
        assertThat(uploads.begin(ACME, order).form()).as("too long ago").isPresent();
    }

    @Test
    void moreThanIsAllowedIsNotEvenBegun() {
        assertThatThrownBy(
                        () ->
                                uploads.begin(
                                        ACME,
                                        new Uploads.Order(
                                                "image/png",
                                                OptionalLong.of(2 << 20),
                                                Optional.empty())))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
    }
}
