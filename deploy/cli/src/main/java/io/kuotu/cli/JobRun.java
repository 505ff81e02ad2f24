package io.kuotu.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Submits one file, follows the job, writes what came out. */
final class JobRun {
    private final KuotuClient client;
    private final PrintWriter out;
    private final boolean json;

    JobRun(KuotuClient client, PrintWriter out, boolean json) {
        this.client = client;
        this.out = out;
        this.json = json;
    }

    /** What submits: expansion, upscale or enhancement. */
    interface Submission {
        JobStatus submit(KuotuClient client, ObjectNode request)
                throws IOException, InterruptedException;
    }

    JobStatus follow(Submission submission, ObjectNode request)
            throws IOException, InterruptedException {
        return follow(submission, request, Optional.empty());
    }

    /** Saves previews as they come, where there is a folder for them. */
    JobStatus follow(Submission submission, ObjectNode request, Optional<Path> previews)
            throws IOException, InterruptedException {
        JobStatus queued = submission.submit(client, request);
        Optional<PreviewFolder> saved =
                previews.map(folder -> new PreviewFolder(client, queued.id(), folder));
        try (StepBar bar = new StepBar(!json)) {
            return client.follow(
                    queued.id(),
                    event -> {
                        bar.told(event);
                        saved.ifPresent(s -> s.told(event));
                    });
        }
    }

    /**
     * Writes the outputs; of several, each gets its number. Returns 0, or 1 where the job did not
     * succeed.
     */
    int write(JobStatus ended, Path target) throws IOException, InterruptedException {
        List<Path> files = new ArrayList<>();
        for (JobStatus.Output output : ended.outputs()) {
            Path file = ended.outputs().size() == 1 ? target : numbered(target, output.index());
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            client.download(ended, output.index(), file);
            files.add(file);
        }
        tell(ended, files);
        return ended.hasSucceeded() ? 0 : 1;
    }

    private void tell(JobStatus ended, List<Path> files) {
        if (json) {
            ObjectNode told = ended.json().deepCopy();
            files.forEach(file -> told.withArray("files").add(file.toString()));
            out.println(told.toPrettyString());
        } else if (ended.hasSucceeded()) {
            for (int i = 0; i < files.size(); i++) {
                JobStatus.Output output = ended.outputs().get(i);
                out.printf(
                        "%s  %dx%d px, seed %d%n",
                        files.get(i), output.width(), output.height(), output.seed());
            }
        } else {
            out.println("the job " + ended.state() + ended.error().map(e -> ": " + e).orElse(""));
        }
        out.flush();
    }

    private static Path numbered(Path target, int index) {
        String name = target.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String numbered =
                dot < 0
                        ? name + "-" + index
                        : name.substring(0, dot) + "-" + index + name.substring(dot);
        return target.resolveSibling(numbered);
    }
}
