package io.kuotu.cli.sheet;

import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.job.Retouch;
import io.kuotu.common.picture.PictureHeader;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.worker.enhance.RegionMap;
import io.kuotu.worker.enhance.Stages;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureDecoder;
import io.kuotu.worker.picture.PictureEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What each stage does to photographs, to look at: {@code NAME-enhance.png}. Its first row is the
 * whole photograph: as it is, with all stages, its regions; the second, where it is asked for, what
 * models make of it. Then a row of details, twice their size, for each stage: as it was before,
 * after.
 */
public final class EnhanceSheet {
    private static final int DETAIL = 160; // px of the photograph
    private static final int ZOOM = 2;
    private static final int DETAILS = 3;
    private static final int GAP = 4;
    private static final Rendition PNG = new Rendition(OutputFormat.PNG, 90);

    private EnhanceSheet() {}

    /**
     * What models are to make of each photograph.
     *
     * @param colourise whether it is to be coloured from its lightness
     * @param style to be painted in
     * @param painters who do it
     */
    public record ByModels(boolean colourise, Optional<String> style, Stages.Painters painters) {
        /** Nothing. */
        public static final ByModels NONE =
                new ByModels(false, Optional.empty(), Stages.Painters.NONE);

        private List<Picture> of(Picture photo) throws Exception {
            List<Picture> made = new ArrayList<>();
            if (colourise) {
                made.add(painters.coloured(photo));
            }
            if (style.isPresent()) {
                made.add(painters.styled(photo, style.get()));
            }
            return made;
        }
    }

    /**
     * @param path of a photograph, or of a folder of some
     * @param folder to write to
     */
    public static void write(Path path, Path folder, ByModels byModels, PrintWriter out)
            throws Exception {
        Files.createDirectories(folder);
        for (Path file : Photos.find(List.of(path), Integer.MAX_VALUE)) {
            Path target = folder.resolve(stem(file) + "-enhance.png");
            PictureEncoder.encode(sheet(read(file), byModels), PNG, target);
            out.println(target);
            out.flush();
        }
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static Picture read(Path file) throws IOException {
        PictureHeader header = PictureInspector.inspect(file, "FILE");
        return PictureDecoder.decode(file, header);
    }

    private static Picture sheet(Picture photo, ByModels byModels) throws Exception {
        Retouch all =
                new Retouch(0.5, 0.4, 0, true, 0.25, Retouch.Regions.AUTO, false, Optional.empty());
        List<List<Picture>> rows = new ArrayList<>();
        List<Picture> details = new ArrayList<>();
        Picture now = photo;
        for (Stages.Stage stage :
                new Stages(all, 1, Optional.empty()).of(photo, Stages.Painters.NONE)) {
            Picture before = now;
            now = stage.work().apply(now);
            for (int i = 0; i < DETAILS; i++) {
                details.add(detail(before, i));
                details.add(detail(now, i));
            }
        }
        rows.add(List.of(photo, now, RegionMap.of(photo).overlay(photo)));
        List<Picture> made = byModels.of(photo);
        if (!made.isEmpty()) {
            rows.add(made);
        }
        for (int i = 0; i < details.size(); i += 2 * DETAILS) {
            rows.add(details.subList(i, i + 2 * DETAILS));
        }
        return joined(rows);
    }

    /** From the upper left to the lower right: sky, middle and ground of most photographs. */
    private static Picture detail(Picture photo, int index) {
        int side = Math.min(DETAIL, Math.min(photo.width(), photo.height()));
        int left = (photo.width() - side) * (index + 1) / (DETAILS + 1);
        int top = (photo.height() - side) * (1 + 2 * index) / (2 * DETAILS);
        byte[] rgb = new byte[3 * side * side * ZOOM * ZOOM];
        for (int i = 0; i < rgb.length; i++) {
            int x = left + i / 3 % (side * ZOOM) / ZOOM;
            int y = top + i / 3 / (side * ZOOM) / ZOOM;
            rgb[i] = photo.rgb()[3 * (y * photo.width() + x) + i % 3];
        }
        return new Picture(side * ZOOM, side * ZOOM, rgb, null, null);
    }

    private static Picture joined(List<List<Picture>> rows) {
        int width = rows.stream().mapToInt(EnhanceSheet::width).max().orElse(1);
        int height = rows.stream().mapToInt(row -> row.getFirst().height() + GAP).sum();
        Picture sheet = new Picture(width, height, new byte[3 * width * height], null, null);
        int top = 0;
        for (List<Picture> row : rows) {
            int left = 0;
            for (Picture picture : row) {
                sheet.paste(picture, left, top);
                left += picture.width() + GAP;
            }
            top += row.getFirst().height() + GAP;
        }
        return sheet;
    }

    private static int width(List<Picture> row) {
        return row.stream().mapToInt(picture -> picture.width() + GAP).sum();
    }
}
