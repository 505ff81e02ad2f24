package io.kuotu.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.Rendition;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.pipeline.Prompt;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PromptReaderTest {
    private static final Outpaint TEXT = read("src/test/resources/diffusers/sd15");
    private static final Outpaint NO_TEXT = read("models/scenes-256");

    private static Outpaint read(String folder) {
        return BundleReader.read(Path.of(folder)).manifest().outpaint().orElseThrow();
    }

    private static JobSpec.Expansion spec(
            Optional<String> prompt, Optional<String> negative, Optional<Double> guidance) {
        return new JobSpec.Expansion(
                new Canvas(96, 48, 16, 0, 64, 48),
                Optional.empty(),
                7,
                OptionalInt.empty(),
                Optional.empty(),
                prompt,
                negative,
                guidance,
                1,
                1,
                Rendition.PNG,
                false);
    }

    @Test
    void whatIsLeftOpenIsTheBundles() {
        assertThat(
                        PromptReader.prompt(
                                spec(Optional.empty(), Optional.empty(), Optional.empty()), TEXT))
                .hasValue(new Prompt("", "", 7.5));
        assertThat(
                        PromptReader.prompt(
                                spec(Optional.of("a"), Optional.of("b"), Optional.of(2.0)), TEXT))
                .hasValue(new Prompt("a", "b", 2));
        assertThat(
                        PromptReader.prompt(
                                spec(Optional.empty(), Optional.empty(), Optional.empty()),
                                NO_TEXT))
                .isEmpty();
    }

    @Test
    void wordsForABundleWithoutTextAreTheCallersMistake() {
        refused(spec(Optional.of("a"), Optional.empty(), Optional.empty()), "prompt");
        refused(spec(Optional.empty(), Optional.of("b"), Optional.empty()), "negative_prompt");
        refused(spec(Optional.empty(), Optional.empty(), Optional.of(1.0)), "guidance");
    }

    private static void refused(JobSpec.Expansion spec, String field) {
        assertThatThrownBy(() -> PromptReader.prompt(spec, NO_TEXT))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code())
                                    .isEqualTo(ErrorCode.UNSUPPORTED_BY_MODEL);
                            assertThat(e.problem().field()).hasValue(field);
                        });
    }
}
