package io.kuotu.worker.drift;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.worker.likeness.Scenes;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnimatedWebpTest {
    private static final Rendition WEBP = new Rendition(OutputFormat.WEBP, 80);

    @TempDir Path folder;

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Chunk(String name, byte[] data) {
        ByteBuffer in() {
            return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        }

        int three(int at) {
            return (in().getShort(at) & 0xFFFF) | (data[at + 2] & 0xFF) << 16;
        }
    }

    private static List<Chunk> chunks(byte[] file, int from) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        List<Chunk> chunks = new ArrayList<>();
        int at = from;
        while (at < file.length) {
            byte[] data = new byte[in.getInt(at + 4)];
            in.get(at + 8, data);
            chunks.add(new Chunk(new String(file, at, 4, US_ASCII), data));
            at += 8 + data.length + data.length % 2;
        }
        assertThat(at).isEqualTo(file.length);
        return chunks;
    }

    private static AnimatedWebp.Frame frame(int width, int height, int colour, int millis) {
        Picture picture = Scenes.picture(width, height, (x, _) -> x < 8 ? 0 : colour);
        return new AnimatedWebp.Frame(PictureEncoder.encode(picture, WEBP), width, height, millis);
    }

    private static byte[] film() {
        return AnimatedWebp.of(
                List.of(
                        frame(64, 48, 0xC02020, 1000),
                        frame(96, 80, 0x20C020, 120),
                        frame(33, 21, 0x2020C0, 70)));
    }

    @Test
    void theContainerHoldsWhatTheFormatAsksFor() {
        byte[] film = film();
        ByteBuffer in = ByteBuffer.wrap(film).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(new String(film, 0, 4, US_ASCII)).isEqualTo("RIFF");
        assertThat(in.getInt(4)).isEqualTo(film.length - 8);
        assertThat(new String(film, 8, 4, US_ASCII)).isEqualTo("WEBP");
        List<Chunk> chunks = chunks(film, 12);
        assertThat(chunks)
                .extracting(Chunk::name)
                .containsExactly("VP8X", "ANIM", "ANMF", "ANMF", "ANMF");
        Chunk head = chunks.getFirst();
        assertThat(head.data()[0]).isEqualTo((byte) 0x02);
        assertThat(head.three(4) + 1).isEqualTo(96);
        assertThat(head.three(7) + 1).isEqualTo(80);
        Chunk first = chunks.get(2);
        assertThat(2 * first.three(0)).isEqualTo(16);
        assertThat(2 * first.three(3)).isEqualTo(16);
        assertThat(first.three(6) + 1).isEqualTo(64);
        assertThat(first.three(9) + 1).isEqualTo(48);
        assertThat(first.three(12)).isEqualTo(1000);
        assertThat(chunks(first.data(), 16)).extracting(Chunk::name).containsExactly("VP8 ");
    }

    @Test
    void whatIsNoWebpIsRefused() {
        byte[] noise = new byte[40];
        assertThatThrownBy(() -> AnimatedWebp.of(List.of(new AnimatedWebp.Frame(noise, 4, 4, 9))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no still WebP");
    }

    /** Google's own tool, where it is installed. */
    @Test
    void webpinfoReadsIt() throws Exception {
        Assumptions.assumeTrue(isThere("webpinfo"), "webpinfo is not installed");
        Path file = Files.write(folder.resolve("film.webp"), film());
        Process process =
                new ProcessBuilder("webpinfo", file.toString()).redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(told).contains("No error detected").contains("Canvas size 96 x 80");
        assertThat(told.split("Chunk ANMF", -1)).hasSize(4);
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(program, "-version").start();
            return process.waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            return false;
        }
    }
}
