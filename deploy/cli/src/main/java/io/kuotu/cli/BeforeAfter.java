package io.kuotu.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * One picture to look at: above what went in, on the grey of what is to be made; below what came
 * out.
 */
final class BeforeAfter {
    private static final int WIDTH = 960;
    private static final int GAP = 8;
    private static final Color TO_BE_MADE = new Color(0x80, 0x80, 0x80);

    private BeforeAfter() {}

    /**
     * Writes a JPEG file.
     *
     * @param source that went in
     * @param result that came out
     * @param canvas as the manifest tells it: where the source lies in the result
     * @param target file to write
     */
    static void write(Path source, Path result, JsonNode canvas, Path target) throws IOException {
        BufferedImage before = ImageIO.read(source.toFile());
        BufferedImage after = ImageIO.read(result.toFile());
        double scale = (double) WIDTH / after.getWidth();
        int height = (int) Math.round(after.getHeight() * scale);
        BufferedImage both = new BufferedImage(WIDTH, 2 * height + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = both.createGraphics();
        pen.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, WIDTH, both.getHeight());
        pen.setColor(TO_BE_MADE);
        pen.fillRect(0, 0, WIDTH, height);
        pen.drawImage(
                before,
                (int) Math.round(canvas.path("left").asInt() * scale),
                (int) Math.round(canvas.path("top").asInt() * scale),
                (int) Math.round(before.getWidth() * scale),
                (int) Math.round(before.getHeight() * scale),
                null);
        pen.drawImage(after, 0, height + GAP, WIDTH, height, null);
        pen.dispose();
        ImageIO.write(both, "jpeg", target.toFile());
    }
}
