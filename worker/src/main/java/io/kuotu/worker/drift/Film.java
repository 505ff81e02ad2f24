package io.kuotu.worker.drift;

import io.kuotu.common.job.DriftSeries;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureEncoder;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.picture.RowSource;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is shown of a chain as a whole: its figures, a plot of them, a sheet of its frames, and the
 * frames one after another. Frames are kept small and encoded, some 10 kB each; of a long chain,
 * {@link #MOST_FRAMES} evenly. The job's thread owns it.
 */
public final class Film {
    /** The number of the source, before frame 0. */
    public static final int SOURCE = -1;

    /** Besides the source. */
    public static final int MOST_FRAMES = 101;

    /** The file that is drawn of the figures. */
    static final String PLOT = "drift.png";

    private static final int LONG_SIDE = 256;
    private static final Rendition SHOT = new Rendition(OutputFormat.WEBP, 80);
    private static final int MILLIS = 120;
    private static final int PAUSE_MILLIS = 1000; // on the source, and on the last frame

    private final SortedSet<Integer> wanted;
    private final TreeMap<Integer, Shot> shots = new TreeMap<>();

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Shot(byte[] webp, int width, int height) {}

    /**
     * One file of a chain.
     *
     * @param name that it has among the job's outputs
     * @param format of its content
     * @param width in px; 0 of what is no picture
     * @param height in px; 0 of what is no picture
     * @param content of the file
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Reel(String name, OutputFormat format, int width, int height, byte[] content) {
        static Reel of(String name, BufferedImage picture) {
            return new Reel(
                    name,
                    OutputFormat.PNG,
                    picture.getWidth(),
                    picture.getHeight(),
                    Pictures.png(picture));
        }
    }

    /** Where frames can be looked at again: those that another worker made. */
    public interface Archive {
        /** Decoded. */
        RowSource frame(int number) throws Exception;
    }

    /**
     * @param frames that the chain is to have
     */
    public Film(int frames) {
        this.wanted = picked(frames);
    }

    static SortedSet<Integer> picked(int frames) {
        SortedSet<Integer> picked = new TreeSet<>();
        picked.add(SOURCE);
        int count = Math.min(frames, MOST_FRAMES);
        for (int i = 0; i < count; i++) {
            picked.add(count == 1 ? 0 : (int) Math.round(i * (frames - 1.0) / (count - 1)));
        }
        return picked;
    }

    /** A frame, or the source. It is not kept itself. */
    public void add(int number, RowSource picture) {
        if (wanted.contains(number)) {
            Planes small = Pictures.small(picture, LONG_SIDE);
            Picture shot = Pictures.picture(small);
            shots.put(
                    number,
                    new Shot(PictureEncoder.encode(shot, SHOT), small.width(), small.height()));
        }
    }

    /**
     * All files of the chain.
     *
     * @param series of every frame
     * @param archive asked for what was not added
     */
    public List<Reel> reels(DriftSeries series, Archive archive) throws Exception {
        for (int number : wanted) {
            if (!shots.containsKey(number)) {
                add(number, archive.frame(number));
            }
        }
        List<Reel> reels = new ArrayList<>();
        byte[] json = JsonCodec.encode(series);
        reels.add(new Reel("drift.json", OutputFormat.JSON, 0, 0, json));
        reels.add(Reel.of(PLOT, DriftPlot.of(series)));
        reels.add(Reel.of("strip.png", strip()));
        List<AnimatedWebp.Frame> frames = animation();
        int width = frames.stream().mapToInt(AnimatedWebp.Frame::width).max().orElse(0);
        int height = frames.stream().mapToInt(AnimatedWebp.Frame::height).max().orElse(0);
        byte[] film = AnimatedWebp.of(frames);
        reels.add(new Reel("film.webp", OutputFormat.WEBP, width, height, film));
        video().ifPresent(
                        mp4 ->
                                reels.add(
                                        new Reel(
                                                "film.mp4",
                                                OutputFormat.MP4,
                                                Video.SIDE,
                                                Video.SIDE,
                                                mp4)));
        return reels;
    }

    private BufferedImage strip() {
        List<FilmStrip.Cell> cells = new ArrayList<>();
        for (Map.Entry<Integer, Shot> shot : shots.entrySet()) {
            String name = shot.getKey() == SOURCE ? "source" : Integer.toString(shot.getKey());
            cells.add(new FilmStrip.Cell(name, Pictures.read(shot.getValue().webp())));
        }
        return FilmStrip.of(cells);
    }

    private List<AnimatedWebp.Frame> animation() {
        List<AnimatedWebp.Frame> frames = new ArrayList<>();
        for (Map.Entry<Integer, Shot> entry : shots.entrySet()) {
            boolean end = entry.getKey() == SOURCE || entry.getKey().equals(shots.lastKey());
            Shot shot = entry.getValue();
            frames.add(
                    new AnimatedWebp.Frame(
                            shot.webp(), shot.width(), shot.height(), end ? PAUSE_MILLIS : MILLIS));
        }
        return frames;
    }

    private Optional<byte[]> video() throws IOException, InterruptedException {
        return Video.mp4(shots.values().stream().map(Shot::webp).toList(), System.getenv("PATH"));
    }
}
