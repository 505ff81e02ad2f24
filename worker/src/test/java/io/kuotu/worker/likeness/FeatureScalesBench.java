package io.kuotu.worker.likeness;

import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.RowSource;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Measures {@link FeatureScales}: by how much features differ among the photographs of a folder.
 * Prints them, and how far apart those photographs are then.
 */
final class FeatureScalesBench {
    private FeatureScalesBench() {}

    /**
     * @param arguments a folder, and how many of its photographs (evenly picked)
     */
    public static void main(String[] arguments) throws Exception {
        List<Path> files;
        try (Stream<Path> found = Files.list(Path.of(arguments[0]))) {
            files = found.filter(f -> f.toString().endsWith(".jpg")).sorted().toList();
        }
        int count = Math.min(files.size(), Integer.parseInt(arguments[1]));
        List<Features> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(features(files.get((int) ((long) i * files.size() / count))));
        }
        for (int feature = 0; feature < Features.COUNT; feature++) {
            System.out.printf(Locale.ROOT, "%.2f,%n", deviation(all, feature));
        }
        double squares = 0;
        int pairs = 0;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                squares += Math.pow(all.get(i).distance(all.get(j)), 2);
                pairs++;
            }
        }
        double apart = Math.sqrt(squares / pairs);
        System.out.printf(Locale.ROOT, "%d photographs, %.3f apart%n", count, apart);
    }

    private static Features features(Path file) throws Exception {
        BufferedImage image = ImageIO.read(file.toFile());
        Picture picture =
                Scenes.picture(
                        image.getWidth(),
                        image.getHeight(),
                        (x, y) -> image.getRGB(x, y) & 0xFFFFFF);
        return Features.of(Glance.of(RowSource.of(picture)), Region.WHOLE);
    }

    private static double deviation(List<Features> all, int feature) {
        double[] values = all.stream().mapToDouble(f -> f.values()[feature]).toArray();
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }
}
