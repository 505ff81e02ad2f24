package io.kuotu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.standalone.Standalone;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole commands, from the arguments to the files, with the model that ships. */
class PictureCommandsTest {
    @TempDir private static Path folder;
    private static Standalone cluster;
    private static Path photos;

    private record Outcome(int code, String out, String err) {}

    @BeforeAll
    static void start() throws Exception {
        cluster =
                Standalone.start(
                        new Standalone.Options(
                                folder.resolve("data"),
                                0,
                                Path.of("../../worker/models"),
                                1,
                                Map.of(
                                        "kuotu.worker.threads", "1",
                                        "kuotu.worker.devices", "cpu",
                                        "kuotu.worker.profile.folder", "target/profiles")));
        photos = Files.createDirectory(folder.resolve("photos"));
        photo("a.png", new Color(20, 60, 160), new Color(200, 220, 240));
        photo("b.png", new Color(60, 90, 20), new Color(240, 200, 120));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static void photo(String name, Color top, Color bottom) throws IOException {
        BufferedImage image = new BufferedImage(96, 72, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, top, 20, 72, bottom));
        graphics.fillRect(0, 0, 96, 72);
        graphics.dispose();
        assertThat(ImageIO.write(image, "png", photos.resolve(name).toFile())).isTrue();
    }

    private static Outcome run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server", cluster.endpoint().toString(), "--key", cluster.apiKey()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Kuotu.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(all.toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }

    private static List<String> names(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aChainLeavesItsFramesAndWhatShowsThemAsAWhole() throws Exception {
        Path frames = folder.resolve("frames");
        Outcome outcome =
                run(
                        "chain",
                        photos.resolve("a.png").toString(),
                        "--mode=expand",
                        "--times=2",
                        "--margins=16,0,16,0",
                        "--steps=1",
                        "--format=jpeg",
                        "-o",
                        frames.toString());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("the chain succeeded; 2 of 2 frames");
        assertThat(names(frames))
                .contains("frame-000.jpg", "frame-001.jpg", "drift.json", "drift.png", "film.webp");
        assertThat(ImageIO.read(frames.resolve("frame-001.jpg").toFile()).getWidth())
                .isEqualTo(96 + 4 * 16);
    }

    @Test
    void aChainThatCannotBeIsRefusedByTheName_ofWhatIsWrong() {
        Outcome outcome =
                run("chain", photos.resolve("a.png").toString(), "--mode=recreate", "--times=501");

        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.err()).contains("times").doesNotContain("\tat ");
    }

    @Test
    void driftTellsWhatTheBundleDoesToPictures() throws Exception {
        Path json = folder.resolve("drift.json");
        Outcome outcome =
                run(
                        "drift",
                        photos.toString(),
                        "--times=2",
                        "--side=64",
                        "--model=scenes-256",
                        "--json",
                        json.toString());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("scenes-256", "95 %");
        JsonNode bias = JsonCodec.mapper().readTree(json.toFile()).path(0);
        assertThat(bias.path("pictures").asInt()).isEqualTo(2);
        assertThat(bias.path("series")).hasSize(2);
        assertThat(bias.at("/series/1")).allSatisfy(PictureCommandsTest::holdsItsMean);
    }

    private static void holdsItsMean(JsonNode figure) {
        if (figure.has("mean")) { // else it is the frame's number
            assertThat(figure.path("mean").asDouble())
                    .isBetween(figure.path("low").asDouble(), figure.path("high").asDouble());
        }
    }

    @Test
    void theSheetShowsWhatModelsMake() throws Exception {
        Path photo = Files.copy(photos.resolve("a.png"), folder.resolve("a.png"));
        int[] heights = new int[2];
        for (int models = 0; models < 2; models++) {
            Path sheets = folder.resolve("sheets-" + models);
            List<String> asked =
                    new ArrayList<>(List.of("enhance", photo.toString(), "--sheet=" + sheets));
            if (models == 1) {
                asked.addAll(List.of("--colourise", "--style=style-painted"));
            }
            Outcome outcome = run(asked.toArray(String[]::new));
            assertThat(outcome.code()).as(outcome.err()).isZero();
            heights[models] = ImageIO.read(sheets.resolve("a-enhance.png").toFile()).getHeight();
        }
        assertThat(heights[1]).isGreaterThanOrEqualTo(heights[0] + 72);
    }

    @Test
    void anEnhancedPictureLiesBesideItsSource() throws Exception {
        Path photo = Files.copy(photos.resolve("b.png"), folder.resolve("b.png"));
        Outcome outcome = run("enhance", photo.toString(), "--denoise=0.5", "--colour=0.5");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(folder.resolve("b-enhanced.png")).isNotEmptyFile();
    }
}
