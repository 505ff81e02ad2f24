package io.kuotu.worker.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.provenance.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program that knows nothing of us reads in our pictures. */
class ExiftoolTest {
    /** Set in CI: there the program must be there. */
    private static final String REQUIRED = "KUOTU_REQUIRE_EXIFTOOL";

    @TempDir Path folder;

    private static boolean isThere() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, "exiftool")));
    }

    private static JsonNode read(Path file) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        "exiftool",
                                        "-j",
                                        "-struct",
                                        "-G1",
                                        "-a",
                                        "-validate",
                                        "-warning",
                                        "-error",
                                        "-XMP:all",
                                        file.toString()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        byte[] out = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        return new ObjectMapper().readTree(out).path(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"PNG", "JPEG", "WEBP"})
    void itReadsWhatThePictureIs(OutputFormat format) throws Exception {
        assumeTrue(
                isThere() || System.getenv(REQUIRED) != null,
                "exiftool is not installed (apt-get install libimage-exiftool-perl)");
        Path file =
                MarkedPictures.make(
                        folder,
                        format,
                        MarkedPictures.noise(64, 48, 1, false),
                        Optional.of(SigningKey.make(new SecureRandom())));
        JsonNode tags = read(file);
        assertThat(tags.path("XMP-iptcExt:DigitalSourceType").asText())
                .as(tags.toPrettyString())
                .endsWith("/compositeWithTrainedAlgorithmicMedia");
        assertThat(tags.path("XMP-xmp:CreatorTool").asText()).startsWith("Kuotu ");
        assertThat(tags.path("XMP-kuotu:Bundle").asText()).startsWith("scenes-256-turbo@");
        assertThat(tags.path("XMP-kuotu:Job").asText()).startsWith("job_");
        assertThat(tags.path("XMP-kuotu:SourceSha256").asText()).isEqualTo("00");
        assertThat(tags.path("XMP-kuotu:Signature").asText()).contains("..");
        assertThat(tags.path("ExifTool:Warning").asText()).isEmpty();
        regions(tags.path("XMP-iptcExt:ImageRegion"));
    }

    private static void regions(JsonNode regions) {
        assertThat(regions).hasSize(5);
        JsonNode original = regions.path(0);
        assertThat(original.path("RId").asText()).isEqualTo("original");
        JsonNode boundary = original.path("RegionBoundary");
        assertThat(boundary.path("RbShape").asText()).isEqualToIgnoringCase("rectangle");
        assertThat(boundary.path("RbX").asInt()).isEqualTo(40);
        assertThat(boundary.path("RbY").asInt()).isEqualTo(10);
        assertThat(boundary.path("RbW").asInt()).isEqualTo(64);
        assertThat(boundary.path("RbH").asInt()).isEqualTo(48);
        for (int i = 1; i < 5; i++) {
            assertThat(regions.path(i).path("RId").asText()).isEqualTo("generated-" + i);
        }
    }
}
