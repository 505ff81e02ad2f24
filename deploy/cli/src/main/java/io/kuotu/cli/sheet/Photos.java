package io.kuotu.cli.sheet;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Photographs on disk. */
public final class Photos {
    private Photos() {}

    /**
     * Photographs, and those that lie in folders, in order.
     *
     * @throws NoSuchFileException for a path that is not there
     */
    public static List<Path> find(List<Path> paths, int most) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            try (Stream<Path> inside =
                    Files.isDirectory(path) ? Files.list(path) : Stream.of(path)) {
                inside.filter(f -> f.toString().matches("(?i).*\\.(jpe?g|png|webp)"))
                        .sorted()
                        .forEach(all::add);
            }
        }
        return all.subList(0, Math.min(most, all.size()));
    }

    /**
     * @param side short side that a larger one is scaled down to, px; a smaller one keeps its
     *     pixels
     */
    public static BufferedImage read(Path file, int side) throws IOException {
        BufferedImage whole = ImageIO.read(file.toFile());
        if (whole == null) {
            throw new IOException(file + " is no picture that can be read");
        }
        double scale = Math.min(1, (double) side / Math.min(whole.getWidth(), whole.getHeight()));
        int width = (int) Math.round(whole.getWidth() * scale);
        int height = (int) Math.round(whole.getHeight() * scale);
        Image scaled =
                scale == 1
                        ? whole
                        : whole.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = small.createGraphics();
        pen.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        pen.drawImage(scaled, 0, 0, null);
        pen.dispose();
        return small;
    }
}
