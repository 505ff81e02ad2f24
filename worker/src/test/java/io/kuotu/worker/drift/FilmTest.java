package io.kuotu.worker.drift;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.DriftSeries;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.worker.likeness.Scenes;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.RowSource;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilmTest {
    @TempDir Path folder;

    private static RowSource frame(int number) {
        Picture hills = Scenes.hills(200, 120, 1);
        return RowSource.of(Scenes.shifted(hills, 6 * number, 0, -6 * number));
    }

    private static DriftSeries series(int frames) {
        DriftMeter meter = DriftMeter.recreating(frame(0));
        for (int n = 1; n <= frames; n++) {
            meter.recreated(frame(n));
        }
        return meter.series();
    }

    private static byte[] file(Map<String, byte[]> files, String name) {
        return requireNonNull(files.get(name), name);
    }

    private static Map<String, byte[]> byName(List<Film.Reel> reels) {
        return reels.stream().collect(Collectors.toMap(Film.Reel::name, Film.Reel::content));
    }

    @Test
    void aChainBecomesFigures_aPlot_aSheet_andAFilm() throws Exception {
        Film film = new Film(5);
        film.add(Film.SOURCE, frame(0));
        for (int n = 0; n < 5; n++) {
            film.add(n, frame(n + 1));
        }
        DriftSeries series = series(5);
        Map<String, byte[]> files =
                byName(
                        film.reels(
                                series,
                                number -> {
                                    throw new AssertionError(number + " was added");
                                }));
        assertThat(files).containsKeys("drift.json", "drift.png", "strip.png", "film.webp");
        assertThat(JsonCodec.decode(file(files, "drift.json"), DriftSeries.class))
                .isEqualTo(series);
        BufferedImage plot = Pictures.read(file(files, "drift.png"));
        assertThat(plot.getWidth()).isEqualTo(960);
        assertThat(inks(plot)).isGreaterThan(5);
        BufferedImage strip = Pictures.read(file(files, "strip.png"));
        assertThat(strip.getWidth()).isEqualTo(6 + FilmStrip.columns(6) * 166);
        if (Boolean.getBoolean("kuotu.keep")) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(Path.of("target", file.getKey()), file.getValue());
            }
        }
    }

    private static long inks(BufferedImage image) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
                .distinct()
                .count();
    }

    /** As after a worker's end: what it had looked at is looked at again. */
    @Test
    void framesOfAnotherWorkerAreFetched_andTheFilmIsTheSame() throws Exception {
        Film whole = new Film(4);
        Film rest = new Film(4);
        for (int n = Film.SOURCE; n < 4; n++) {
            whole.add(n, frame(n + 1));
        }
        rest.add(3, frame(4));
        List<Integer> asked = new ArrayList<>();
        DriftSeries series = series(4);
        List<Film.Reel> again =
                rest.reels(
                        series,
                        number -> {
                            asked.add(number);
                            return frame(number + 1);
                        });
        assertThat(asked).containsExactly(-1, 0, 1, 2);
        Map<String, byte[]> expected =
                byName(
                        whole.reels(
                                series,
                                number -> {
                                    throw new AssertionError("" + number);
                                }));
        byName(again)
                .forEach(
                        (name, content) -> {
                            if (!name.endsWith(".mp4")) { // it says when it was made
                                assertThat(content).as(name).isEqualTo(expected.get(name));
                            }
                        });
    }

    @Test
    void ofALongChainFramesArePickedEvenly_theFirstAndTheLastAmongThem() {
        assertThat(Film.picked(1)).containsExactly(-1, 0);
        assertThat(Film.picked(101)).hasSize(102).contains(0, 50, 100);
        assertThat(Film.picked(500)).hasSize(102).contains(-1, 0, 499);
    }

    @Test
    void sheetsAreNoLines() {
        assertThat(FilmStrip.columns(1)).isEqualTo(1);
        assertThat(FilmStrip.columns(102)).isBetween(9, 15);
    }

    @Test
    void allThatIsWrittenOnPicturesCanBeDrawn() {
        assertThat(Glyphs.knows("source 0123456789 drift of frames")).isTrue();
        assertThat(Glyphs.knows("MS-SSIM edges shared distance of features")).isTrue();
        assertThat(Glyphs.knows("which way, against the source (L*a*b*)")).isTrue();
        assertThat(Glyphs.knows("how far the colours went (mean delta E 2000)")).isTrue();
        assertThat(Glyphs.knows("lighter + warmer + redder + more saturated +")).isTrue();
        assertThat(Glyphs.knows("what is left of the source, by frame: 95%")).isTrue();
        assertThat(Glyphs.knows("ü")).isFalse();
    }

    @Test
    void withoutTheProgramThereIsNoVideo_andWithOneThatFailsNeither() throws Exception {
        assertThat(Video.mp4(List.of(new byte[1]), null)).isEmpty();
        assertThat(Video.mp4(List.of(new byte[1]), folder.toString())).isEmpty();
        Path broken = Files.writeString(folder.resolve("ffmpeg"), "#!/bin/sh\nexit 3\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();
        assertThat(Video.find(folder.toString())).contains(broken);
        assertThat(Video.mp4(List.of(new byte[1]), folder.toString())).isEmpty();
    }

    @Test
    void whatTheProgramWritesIsTheVideo() throws Exception {
        String script = "#!/bin/sh\nfor last; do :; done\nls | grep -c webp >\"$last\"\n";
        Path fake = Files.writeString(folder.resolve("ffmpeg"), script);
        assertThat(fake.toFile().setExecutable(true)).isTrue();
        assertThat(Video.mp4(List.of(new byte[1], new byte[2]), folder.toString()))
                .hasValueSatisfying(film -> assertThat(film).asString().isEqualTo("2\n"));
    }
}
