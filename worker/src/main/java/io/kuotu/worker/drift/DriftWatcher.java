package io.kuotu.worker.drift;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.job.DriftSeries;
import io.kuotu.common.job.DriftSeries.Comparison;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.provenance.Label;
import io.kuotu.common.provenance.MarkedFile;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.worker.chain.Frame;
import io.kuotu.worker.chain.FrameWatcher;
import io.kuotu.worker.job.StoredPicture;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.RowSource;
import io.kuotu.worker.publish.Publisher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures each frame of a chain, and in the end stores what shows the chain as a whole. Figures
 * lie in the frames' outputs, so who goes on with another's chain measures nothing again. Thread
 * safe; each watch is its job's thread's.
 */
public final class DriftWatcher implements FrameWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(DriftWatcher.class);

    private final ObjectStore store;
    private final Publisher publisher;

    /**
     * @param store that frames of other attempts are read from
     * @param publisher of what is made of all frames
     */
    public DriftWatcher(ObjectStore store, Publisher publisher) {
        this.store = store;
        this.publisher = publisher;
    }

    @Override
    public Watch begin(Job job, Picture source, List<JobOutput> found) {
        if (!(job.spec() instanceof JobSpec.Chain chain)) {
            throw new IllegalArgumentException(job.id() + " is no chain");
        }
        return new Look(job, chain, source);
    }

    private final class Look implements Watch {
        private final Job job;
        private final JobSpec.Chain spec;
        private final Picture source;
        private final boolean expands;
        private final List<Canvas> canvases;
        private final DriftMeter meter;
        private final Film film;
        private Picture last;

        Look(Job job, JobSpec.Chain spec, Picture source) {
            this.job = job;
            this.spec = spec;
            this.source = source;
            this.expands = spec.way() instanceof ChainWay.Expand;
            this.canvases = spec.canvases();
            RowSource rows = RowSource.of(source);
            this.meter = expands ? DriftMeter.expanding(rows) : DriftMeter.recreating(rows);
            this.film = new Film(spec.times());
            this.film.add(Film.SOURCE, rows);
            this.last = source;
        }

        @Override
        public Map<String, Double> see(Frame frame) {
            if (frame.before() != last) { // another attempt made that one
                goOn(frame);
            }
            RowSource rows = RowSource.of(frame.picture());
            DriftSeries.Frame figures =
                    expands
                            ? meter.expanded(rows, canvases.get(frame.index()))
                            : meter.recreated(rows);
            film.add(frame.index(), rows);
            last = frame.picture();
            return figures.named();
        }

        private void goOn(Frame frame) {
            int left = 0;
            int top = 0;
            if (expands) {
                for (Canvas canvas : canvases.subList(0, frame.index())) {
                    left += canvas.left();
                    top += canvas.top();
                }
            }
            meter.goOn(frame.index(), RowSource.of(frame.before()), left, top);
        }

        @Override
        public List<JobOutput> end(List<JobOutput> frames) throws Exception {
            List<JobOutput> outputs = new ArrayList<>();
            for (Film.Reel reel : reels(frames)) {
                Publisher.Size size = new Publisher.Size(reel.width(), reel.height());
                int index = frames.size() + outputs.size();
                outputs.add(
                        publisher
                                .output(
                                        job,
                                        index,
                                        reel.format(),
                                        labelled(reel),
                                        size,
                                        spec.seed())
                                .named(reel.name()));
            }
            return outputs;
        }

        /** A plot is drawn; strip and film show a photograph and what was made of it. */
        private byte[] labelled(Film.Reel reel) {
            DigitalSourceType type =
                    reel.name().equals(Film.PLOT)
                            ? DigitalSourceType.DRAWN
                            : DigitalSourceType.COMPOSITE;
            Label label = new Label(type, job.id());
            return switch (reel.format()) {
                case PNG, JPEG, WEBP -> MarkedFile.labelled(reel.content(), label);
                case JSON, MP4 -> reel.content();
            };
        }

        /** What goes wrong with a drawing costs no frame; what the store says is for the job. */
        private List<Film.Reel> reels(List<JobOutput> frames) throws Exception {
            DriftSeries series =
                    DriftSeries.of(
                            expands ? Comparison.STATISTICS : Comparison.PIXELS,
                            frames.stream().map(JobOutput::quality).toList());
            try {
                return film.reels(series, number -> again(frames, number));
            } catch (ProblemException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                LOG.warn("{}: its frames could not be shown as a whole", job.id(), e);
                return List.of();
            }
        }

        private RowSource again(List<JobOutput> frames, int number) throws IOException {
            return RowSource.of(
                    number == Film.SOURCE
                            ? source
                            : StoredPicture.fetch(store, frames.get(number)));
        }
    }
}
