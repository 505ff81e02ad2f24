package io.kuotu.cli;

import io.kuotu.common.client.ServerEvent;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on the error stream that follows a job's events, a stage at a time. */
final class StepBar implements AutoCloseable {
    private final boolean shown;
    private @Nullable ProgressBar bar;
    private String stage = "";

    StepBar(boolean shown) {
        this.shown = shown;
    }

    void told(ServerEvent event) {
        if (!shown) {
            return;
        }
        switch (event.name()) {
            case "queued" -> begin("queued", 1);
            case "started" -> begin("prepare", 1);
            case "progress" ->
                    step(
                            event.data().path("stage").asText(),
                            event.data().path("step").asInt(),
                            event.data().path("steps").asInt());
            case "preview", "frame" -> {} // beside the stage that goes on
            default -> close();
        }
    }

    private void step(String name, int step, int steps) {
        if (!name.equals(stage)) {
            begin(name, steps);
        }
        if (bar != null) {
            bar.stepTo(step);
        }
    }

    private void begin(String name, int steps) {
        close();
        stage = name;
        bar =
                new ProgressBarBuilder()
                        .setTaskName("%-8s".formatted(name))
                        .setInitialMax(steps)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(100)
                        .clearDisplayOnFinish()
                        .setUnit(" steps", 1)
                        .build();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
