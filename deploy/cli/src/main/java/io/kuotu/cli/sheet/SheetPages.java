package io.kuotu.cli.sheet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;

/** Rows as one PNG and as one page of HTML that needs no other file. */
final class SheetPages {
    private static final int CELL_WIDTH = 320;
    private static final int GAP = 4;

    private SheetPages() {}

    static void writePng(List<SheetRow> rows, Path file) throws IOException {
        List<BufferedImage> strips = rows.stream().map(SheetPages::strip).toList();
        int width = strips.stream().mapToInt(BufferedImage::getWidth).max().orElse(1);
        int height = strips.stream().mapToInt(s -> s.getHeight() + GAP).sum();
        BufferedImage sheet =
                new BufferedImage(width, Math.max(1, height), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = white(sheet);
        int y = 0;
        for (BufferedImage strip : strips) {
            pen.drawImage(strip, 0, y, null);
            y += strip.getHeight() + GAP;
        }
        pen.dispose();
        ImageIO.write(sheet, "png", file.toFile());
    }

    private static Graphics2D white(BufferedImage image) {
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        return pen;
    }

    private static BufferedImage strip(SheetRow row) {
        List<BufferedImage> cells = row.pictures().values().stream().map(SheetPages::cell).toList();
        BufferedImage strip =
                new BufferedImage(
                        cells.size() * (CELL_WIDTH + GAP),
                        cells.getFirst().getHeight(),
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = white(strip);
        for (int i = 0; i < cells.size(); i++) {
            pen.drawImage(cells.get(i), i * (CELL_WIDTH + GAP), 0, null);
        }
        pen.dispose();
        return strip;
    }

    /** At the width of a cell: halved until it is near, so that nothing aliases. */
    private static BufferedImage cell(BufferedImage picture) {
        BufferedImage now = picture;
        while (now.getWidth() >= 2 * CELL_WIDTH) {
            now = scaled(now, now.getWidth() / 2, Math.max(1, now.getHeight() / 2));
        }
        int height = Math.max(1, now.getHeight() * CELL_WIDTH / now.getWidth());
        return scaled(now, CELL_WIDTH, height);
    }

    private static BufferedImage scaled(BufferedImage picture, int width, int height) {
        BufferedImage to = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = to.createGraphics();
        pen.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(picture, 0, 0, width, height, null);
        pen.dispose();
        return to;
    }

    static void writeHtml(List<SheetRow> rows, String model, Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("<!doctype html><html lang=en><meta charset=utf-8><title>Kuotu sheet</title>");
        lines.add(
                "<style>body{font:14px system-ui;margin:1.5em}img{width:100%;display:block}"
                        + "td,th{padding:2px;text-align:left;vertical-align:top}"
                        + "table{width:100%;table-layout:fixed}</style>");
        lines.add("<h1>Kuotu sheet</h1><p>Model " + escaped(model) + ". " + summary(rows));
        lines.add("<table><tr>");
        if (!rows.isEmpty()) {
            rows.getFirst().pictures().keySet().forEach(c -> lines.add("<th>" + escaped(c)));
        }
        for (SheetRow row : rows) {
            lines.add(
                    "<tr><td colspan=%d>%s, %s; seam ΔE2000 %s, in the photograph %s"
                            .formatted(
                                    row.pictures().size(),
                                    escaped(row.name()),
                                    escaped(row.hidden().label()),
                                    rounded(row.seam()),
                                    rounded(row.natural())));
            lines.add("<tr>");
            for (Map.Entry<String, BufferedImage> cell : row.pictures().entrySet()) {
                lines.add("<td><img alt='%s' src='%s'>".formatted(cell.getKey(), data(cell)));
            }
        }
        lines.add("</table>");
        Files.write(file, lines, UTF_8);
    }

    /** The figures in a sentence. */
    static String summary(List<SheetRow> rows) {
        double[] ratios = rows.stream().mapToDouble(SheetRow::ratio).sorted().toArray();
        double median = ratios.length == 0 ? 0 : ratios[ratios.length / 2];
        return "%d pictures; the seam's ΔE2000 is %s times that of the same line in the photograph (median)."
                .formatted(rows.size(), rounded(median));
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String data(Map.Entry<String, BufferedImage> cell) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(cell.getValue(), "jpeg", bytes);
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;");
    }
}
