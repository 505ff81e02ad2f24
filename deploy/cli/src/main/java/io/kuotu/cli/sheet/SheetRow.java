package io.kuotu.cli.sheet;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One photograph with one part hidden.
 *
 * @param name of the file
 * @param hidden which part
 * @param pictures by column, in order, all of one size
 * @param seam ΔE2000 across the border in the result
 * @param natural the same along the same line of the photograph
 */
record SheetRow(
        String name,
        HiddenPart hidden,
        Map<String, BufferedImage> pictures,
        double seam,
        double natural) {
    static SheetRow of(HiddenCase one, BufferedImage result) {
        BufferedImage photo = one.picture();
        Rectangle known = one.known();
        Map<String, BufferedImage> pictures = new LinkedHashMap<>();
        pictures.put("source", Baselines.onGrey(photo, known));
        pictures.put("edge", Baselines.edge(photo, known));
        pictures.put("mirror", Baselines.mirror(photo, known));
        pictures.put("kuotu", result);
        pictures.put("photograph", photo);
        return new SheetRow(
                one.photo(),
                one.hidden(),
                pictures,
                Seam.across(result, known),
                Seam.across(photo, known));
    }

    /** 1 is a seam like any other line of the photograph. */
    double ratio() {
        return seam / Math.max(natural, 1e-3);
    }
}
