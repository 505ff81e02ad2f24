package io.kuotu.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.SourcePicture;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.testing.SamplePictures;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceFetcherTest {
    private static final String KEY = "inputs/2026-11-22/source";

    private final FakeObjectStore store = new FakeObjectStore();
    private final byte[] file = SamplePictures.encode(SamplePictures.gradient(96, 64), "png");
    private final SourceFetcher fetcher =
            new SourceFetcher(store, new PictureLimits(1_000_000, 8, 1_000_000, 2000));
    private Job job;

    @BeforeEach
    void store() throws Exception {
        store.put(KEY, file, "image/png");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(file);
        Job like = new SampleJobs(1).expansion();
        job =
                new Job(
                        like.id(),
                        like.tenant(),
                        like.tier(),
                        like.pool(),
                        like.spec(),
                        new SourcePicture(KEY, HexFormat.of().formatHex(hash), "image/png"),
                        like.createdAt(),
                        like.deadline(),
                        Map.of(),
                        Optional.empty());
    }

    @Test
    void whatWasStoredComesBack() throws Exception {
        assertThat(fetcher.fetch(job, 96, 64).width()).isEqualTo(96);
    }

    @Test
    void oneChangedByteIsNotTheSourceAnyMore() {
        byte[] changed = file.clone();
        changed[changed.length - 3] ^= 1; // beyond all pixels: a decoder would not mind
        store.put(KEY, changed, "image/png");
        assertThatThrownBy(() -> fetcher.fetch(job, 96, 64))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo(ErrorCode.PICTURE_DAMAGED);
                            assertThat(e.problem().field()).contains("image");
                            assertThat(e.problem().detail()).contains(job.source().sha256());
                        });
    }
}
