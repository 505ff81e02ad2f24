package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.testing.SamplePictures;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is no photograph, or has no photograph's size, gets a picture all the same. */
class OddInputTest {
    @TempDir static Path folder;

    enum Odd {
        /** Sides that are no multiple of anything. */
        PRIMES(257, 131) {
            @Override
            int at(int x, int y, Random random) {
                return (x & 0xFF) << 16 | (y & 0xFF) << 8 | (x + y & 0xFF);
            }
        },
        ONE_COLOUR(90, 70) {
            @Override
            int at(int x, int y, Random random) {
                return 0x3A7FB2;
            }
        },
        BLACK(64, 64) {
            @Override
            int at(int x, int y, Random random) {
                return 0;
            }
        },
        NOISE(97, 75) {
            @Override
            int at(int x, int y, Random random) {
                return random.nextInt(1 << 24);
            }
        },
        UPRIGHT_SLIVER(64, 700) {
            @Override
            int at(int x, int y, Random random) {
                return y / 3 % 256 * 0x010101;
            }
        },
        LYING_SLIVER(900, 64) {
            @Override
            int at(int x, int y, Random random) {
                return x / 4 % 256 * 0x010101;
            }
        };

        private final int width;
        private final int height;

        Odd(int width, int height) {
            this.width = width;
            this.height = height;
        }

        abstract int at(int x, int y, Random random);

        BufferedImage picture() {
            Random random = new Random(8);
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    image.setRGB(x, y, at(x, y, random));
                }
            }
            return image;
        }
    }

    private static BufferedImage drawing() {
        BufferedImage image = new BufferedImage(211, 140, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, 211, 140);
        pen.setColor(Color.BLACK);
        pen.setStroke(new BasicStroke(3));
        pen.drawOval(20, 20, 90, 90);
        for (int line = 0; line < 7; line++) { // as wide as words, no font needed
            pen.drawLine(125, 20 + 14 * line, 195 - 9 * (line % 3), 20 + 14 * line);
        }
        pen.dispose();
        return image;
    }

    private record Margins(int left, int top, int right, int bottom) {}

    /** Expands it, and checks all that holds of every result; returns it. */
    private static BufferedImage expanded(BufferedImage source, Margins margins)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile(folder, "odd", ".png");
        Files.write(file, SamplePictures.encode(source, "png"));
        try (KuotuClient client = SharedCluster.client()) {
            ObjectNode request = client.newRequest().put("seed", 3).put("steps", 2);
            request.putObject("margins")
                    .put("left", margins.left())
                    .put("top", margins.top())
                    .put("right", margins.right())
                    .put("bottom", margins.bottom());
            JobStatus ended = client.follow(client.expand(file, request).id(), _ -> {});
            assertThat(ended.state()).as(ended.json().toString()).isEqualTo("succeeded");
            BufferedImage result =
                    ImageIO.read(new ByteArrayInputStream(client.output(ended.id(), 0)));
            checkFigures(ended.json().path("outputs").path(0).path("quality"));
            checkPixels(source, result, margins);
            return result;
        }
    }

    private static void checkFigures(JsonNode quality) {
        assertThat(quality.size()).isGreaterThanOrEqualTo(9);
        quality.forEach(
                figure -> assertThat(Double.isFinite(figure.asDouble(Double.NaN))).isTrue());
        assertThat(quality.path("tries").asInt()).isBetween(1, 10);
    }

    private static void checkPixels(BufferedImage source, BufferedImage result, Margins margins) {
        assertThat(result.getWidth())
                .isEqualTo(margins.left() + source.getWidth() + margins.right());
        assertThat(result.getHeight())
                .isEqualTo(margins.top() + source.getHeight() + margins.bottom());
        for (int y = 0; y < source.getHeight(); y++) {
            for (int x = 0; x < source.getWidth(); x++) {
                assertThat(result.getRGB(margins.left() + x, margins.top() + y) & 0xFFFFFF)
                        .isEqualTo(source.getRGB(x, y) & 0xFFFFFF);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Odd.class)
    void aPictureComesOut(Odd odd) throws Exception {
        expanded(odd.picture(), new Margins(31, 0, 17, 40));
    }

    @Test
    void aDrawing_keepsItsPaper() throws Exception {
        BufferedImage result = expanded(drawing(), new Margins(40, 40, 40, 40));
        long light = 0;
        for (int x = 0; x < result.getWidth(); x++) {
            light += result.getRGB(x, 10) & 0xFF;
        }
        assertThat(light / (double) result.getWidth()).isGreaterThan(200);
    }

    @Test
    void oneColour_staysNearIt() throws Exception {
        BufferedImage source = Odd.ONE_COLOUR.picture();
        BufferedImage result = expanded(source, new Margins(45, 35, 45, 35));
        double[] sums = new double[3];
        for (int y = 0; y < result.getHeight(); y++) {
            for (int x = 0; x < result.getWidth(); x++) {
                for (int c = 0; c < 3; c++) {
                    sums[c] += result.getRGB(x, y) >> (16 - 8 * c) & 0xFF;
                }
            }
        }
        double pixels = (double) result.getWidth() * result.getHeight();
        assertThat(sums[0] / pixels).isCloseTo(0x3A, within(16.0));
        assertThat(sums[1] / pixels).isCloseTo(0x7F, within(16.0));
        assertThat(sums[2] / pixels).isCloseTo(0xB2, within(16.0));
    }

    @Test
    void marginsOfThreeTimesTheSides_ofNoise() throws Exception {
        expanded(Odd.NOISE.picture(), new Margins(291, 225, 291, 225));
    }
}
