package io.kuotu.cli.sheet;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.function.IntUnaryOperator;

/** What one would do without a model: pictures of the whole canvas from its known part alone. */
final class Baselines {
    private static final Color HIDDEN = new Color(0x80, 0x80, 0x80);

    private Baselines() {}

    /** The known part on grey. */
    static BufferedImage onGrey(BufferedImage photo, Rectangle known) {
        BufferedImage canvas =
                new BufferedImage(photo.getWidth(), photo.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = canvas.createGraphics();
        pen.setColor(HIDDEN);
        pen.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
        pen.drawImage(cut(photo, known), known.x, known.y, null);
        pen.dispose();
        return canvas;
    }

    static BufferedImage cut(BufferedImage photo, Rectangle part) {
        return photo.getSubimage(part.x, part.y, part.width, part.height);
    }

    /** Mirrored outwards, again and again. */
    static BufferedImage mirror(BufferedImage photo, Rectangle known) {
        return filled(
                photo,
                x -> known.x + reflected(x - known.x, known.width),
                y -> known.y + reflected(y - known.y, known.height));
    }

    /** The outermost pixels repeated. */
    static BufferedImage edge(BufferedImage photo, Rectangle known) {
        return filled(
                photo,
                x -> Math.clamp(x, known.x, known.x + known.width - 1),
                y -> Math.clamp(y, known.y, known.y + known.height - 1));
    }

    private static int reflected(int at, int length) {
        int phase = Math.floorMod(at, 2 * length);
        return phase < length ? phase : 2 * length - 1 - phase;
    }

    private static BufferedImage filled(
            BufferedImage photo, IntUnaryOperator column, IntUnaryOperator row) {
        BufferedImage canvas =
                new BufferedImage(photo.getWidth(), photo.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < canvas.getHeight(); y++) {
            for (int x = 0; x < canvas.getWidth(); x++) {
                canvas.setRGB(x, y, photo.getRGB(column.applyAsInt(x), row.applyAsInt(y)));
            }
        }
        return canvas;
    }
}
