package io.kuotu.worker.drift;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Lines over frames, in panels one below the other; drawn without fonts, so without a desktop. */
public final class LineChart {
    private static final int WIDTH = 960;
    private static final int TITLE = 40;
    private static final int PANEL = 200;
    private static final int HEAD = 26; // of a panel: its title and the names of its lines
    private static final int LEFT = 64;
    private static final int RIGHT = 24;
    private static final int FOOT = 44;
    private static final int DOT = 2; // of large letters, px
    private static final int TICKS = 4;
    private static final Color INK = new Color(0x22, 0x22, 0x22);
    private static final Color GRID = new Color(0xDD, 0xDD, 0xDD);
    private static final int BAND_OPACITY = 48;

    private final int frames;
    private final List<Panel> panels;
    private final BufferedImage image;
    private final Graphics2D pen;

    /**
     * One line, and where it is not certain, between what it lies.
     *
     * @param name of letters that are in {@code Glyphs}
     * @param colour to draw it in
     * @param values of frames 0, 1 and so on
     * @param low lower bounds, or none
     * @param high upper bounds, or none
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Line(String name, Color colour, double[] values, double[] low, double[] high) {
        public Line(String name, Color colour, double[] values) {
            this(name, colour, values, new double[0], new double[0]);
        }
    }

    /** Lines of one unit. */
    public record Panel(String title, List<Line> lines) {}

    private LineChart(int frames, List<Panel> panels) {
        this.frames = frames;
        this.panels = panels;
        this.image =
                new BufferedImage(
                        WIDTH,
                        TITLE + PANEL * panels.size() + FOOT / 2,
                        BufferedImage.TYPE_INT_RGB);
        this.pen = image.createGraphics();
    }

    /** All lines have a value for each frame, one at least. */
    public static BufferedImage draw(String title, List<Panel> panels) {
        int frames = panels.getFirst().lines().getFirst().values().length;
        LineChart chart = new LineChart(frames, panels);
        try {
            chart.draw(title);
        } finally {
            chart.pen.dispose();
        }
        return chart.image;
    }

    private void draw(String title) {
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        pen.setColor(INK);
        Glyphs.draw(pen, title, LEFT, 14, DOT);
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        for (int i = 0; i < panels.size(); i++) {
            new Axes(panels.get(i), TITLE + i * PANEL).draw();
        }
    }

    /** One panel: from values to px. */
    private final class Axes {
        private final Panel panel;
        private final int top;
        private final int bottom;
        private final double step;
        private final double low;
        private final double high;

        Axes(Panel panel, int y) {
            this.panel = panel;
            this.top = y + HEAD;
            this.bottom = y + PANEL - 20;
            double least = 0;
            double most = 1e-3;
            for (Line line : panel.lines()) {
                for (double[] values : new double[][] {line.values(), line.low(), line.high()}) {
                    for (double value : values) {
                        least = Math.min(least, value);
                        most = Math.max(most, value);
                    }
                }
            }
            this.step = step((most - least) / TICKS);
            this.low = Math.floor(least / step) * step;
            this.high = Math.ceil(most / step) * step;
        }

        /** 1, 2 or 5 times a power of ten. */
        private static double step(double atLeast) {
            double ten = Math.pow(10, Math.floor(Math.log10(atLeast)));
            for (int times : new int[] {1, 2, 5}) {
                if (times * ten >= atLeast * 0.999) {
                    return times * ten;
                }
            }
            return 10 * ten;
        }

        void draw() {
            grid();
            names();
            for (Line line : panel.lines()) {
                band(line);
                pen.setColor(line.colour());
                pen.setStroke(new BasicStroke(2));
                pen.draw(path(line.values()));
            }
        }

        private void grid() {
            pen.setStroke(new BasicStroke(1));
            for (int n = 0; low + n * step <= high + step / 2; n++) {
                double value = low + n * step;
                int y = (int) Math.round(y(value));
                pen.setColor(Math.abs(value) < step / 2 ? Color.GRAY : GRID);
                pen.drawLine(LEFT, y, WIDTH - RIGHT, y);
                right(label(value), LEFT - 8, y - Glyphs.HEIGHT / 2);
            }
            int every = Math.max(1, (int) Math.round(step(frames / 10.0)));
            for (int frame = 0; frame < frames; frame += every) {
                String label = Integer.toString(frame);
                right(label, (int) x(frame) + Glyphs.width(label, 1) / 2, bottom + 6);
            }
        }

        private void right(String text, int x, int y) {
            pen.setColor(INK);
            Glyphs.draw(pen, text, x - Glyphs.width(text, 1), y, 1);
        }

        private void names() {
            pen.setColor(INK);
            Glyphs.draw(pen, panel.title(), LEFT, top - 16, 1);
            int x = WIDTH - RIGHT;
            for (Line line : panel.lines().reversed()) {
                x -= Glyphs.width(line.name(), 1);
                pen.setColor(INK);
                Glyphs.draw(pen, line.name(), x, top - 16, 1);
                pen.setColor(line.colour());
                pen.fillRect(x - 16, top - 14, 12, 3);
                x -= 32;
            }
        }

        private void band(Line line) {
            if (line.low().length == 0) {
                return;
            }
            Path2D area = path(line.high());
            for (int i = line.low().length - 1; i >= 0; i--) {
                area.lineTo(x(i), y(line.low()[i]));
            }
            area.closePath();
            Color colour = line.colour();
            pen.setColor(
                    new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), BAND_OPACITY));
            pen.fill(area);
        }

        /** Of one value alone, a line to the right edge. */
        private Path2D path(double[] values) {
            Path2D path = new Path2D.Double();
            path.moveTo(x(0), y(values[0]));
            for (int i = 1; i < values.length; i++) {
                path.lineTo(x(i), y(values[i]));
            }
            if (values.length == 1) {
                path.lineTo(WIDTH - RIGHT, y(values[0]));
            }
            return path;
        }

        private double x(int frame) {
            double share = frames == 1 ? 0 : (double) frame / (frames - 1);
            return LEFT + share * (WIDTH - RIGHT - LEFT);
        }

        private double y(double value) {
            return bottom - (value - low) / (high - low) * (bottom - top);
        }

        private String label(double value) {
            int decimals = Math.max(0, (int) -Math.floor(Math.log10(step)));
            return BigDecimal.valueOf(value)
                    .setScale(decimals, RoundingMode.HALF_EVEN)
                    .toPlainString();
        }
    }
}
