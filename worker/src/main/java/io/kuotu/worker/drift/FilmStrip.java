package io.kuotu.worker.drift;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Many frames on one sheet, each with its name. */
final class FilmStrip {
    private static final int CELL_WIDTH = 160;
    private static final int CELL_HEIGHT = 120;
    private static final int GAP = 6;
    private static final int LABEL = 14;
    private static final double SHAPE = 1.6; // width by height, of the sheet
    private static final Color PAPER = new Color(0x18, 0x18, 0x18);
    private static final Color INK = new Color(0xD0, 0xD0, 0xD0);

    private FilmStrip() {}

    /**
     * One picture of it.
     *
     * @param name of letters that are in {@code Glyphs}
     * @param picture small
     */
    record Cell(String name, BufferedImage picture) {}

    /** Of one cell at least. */
    static BufferedImage of(List<Cell> cells) {
        int columns = columns(cells.size());
        int rows = Math.ceilDiv(cells.size(), columns);
        BufferedImage sheet =
                new BufferedImage(
                        GAP + columns * (CELL_WIDTH + GAP),
                        GAP + rows * (CELL_HEIGHT + LABEL + GAP),
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = sheet.createGraphics();
        pen.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.setColor(PAPER);
        pen.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        for (int i = 0; i < cells.size(); i++) {
            draw(
                    pen,
                    cells.get(i),
                    GAP + i % columns * (CELL_WIDTH + GAP),
                    GAP + i / columns * (CELL_HEIGHT + LABEL + GAP));
        }
        pen.dispose();
        return sheet;
    }

    static int columns(int cells) {
        double rows = Math.sqrt(cells * (CELL_WIDTH + GAP) / (SHAPE * (CELL_HEIGHT + LABEL + GAP)));
        return Math.clamp(Math.ceilDiv(cells, Math.max(1, (int) Math.round(rows))), 1, cells);
    }

    private static void draw(Graphics2D pen, Cell cell, int left, int top) {
        BufferedImage picture = cell.picture();
        double scale =
                Math.min(
                        (double) CELL_WIDTH / picture.getWidth(),
                        (double) CELL_HEIGHT / picture.getHeight());
        int width = (int) Math.max(1, Math.round(picture.getWidth() * scale));
        int height = (int) Math.max(1, Math.round(picture.getHeight() * scale));
        pen.drawImage(
                picture,
                left + (CELL_WIDTH - width) / 2,
                top + (CELL_HEIGHT - height) / 2,
                width,
                height,
                null);
        pen.setColor(INK);
        int middle = left + (CELL_WIDTH - Glyphs.width(cell.name(), 1)) / 2;
        Glyphs.draw(pen, cell.name(), middle, top + CELL_HEIGHT + 4, 1);
    }
}
