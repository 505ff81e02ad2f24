package io.kuotu.cli.sheet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.wire.JsonCodec;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Results for a judge: {@code photo-case.png}, all of the canvas, and a line of {@code
 * results.jsonl} for each. A line is written before its picture is: where there is a picture, there
 * is a line (the last of its case counts).
 */
final class ResultsFolder {
    private static final String LINES = "results.jsonl";

    private final ObjectMapper mapper = JsonCodec.mapper();
    private final Path folder;
    private final long seed;
    private final Map<String, String> settings;

    /**
     * @param folder is made where there is none
     * @param seed of all cases
     * @param settings of the cluster, as far as they were chosen
     */
    ResultsFolder(Path folder, long seed, Map<String, String> settings) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.seed = seed;
        this.settings = settings;
    }

    boolean has(HiddenCase one) {
        return Files.exists(picture(one));
    }

    private Path picture(HiddenCase one) {
        return folder.resolve(one.name() + ".png");
    }

    void add(HiddenCase one, CaseMaker.Made made) throws IOException {
        Files.writeString(
                folder.resolve(LINES), line(one, made).toString() + "\n", UTF_8, CREATE, APPEND);
        Path half = folder.resolve(one.name() + ".part");
        ImageIO.write(made.picture(), "png", half.toFile());
        Files.move(half, picture(one), ATOMIC_MOVE);
    }

    private ObjectNode line(HiddenCase one, CaseMaker.Made made) {
        Rectangle known = one.known();
        ObjectNode line =
                mapper.createObjectNode()
                        .put("photo", one.photo())
                        .put("case", one.hidden().name())
                        .put("seed", seed)
                        .put("width", one.picture().getWidth())
                        .put("height", one.picture().getHeight());
        line.putObject("known")
                .put("x", known.x)
                .put("y", known.y)
                .put("width", known.width)
                .put("height", known.height);
        line.putObject("seam_delta_e")
                .put("result", Seam.across(made.picture(), known))
                .put("photograph", Seam.across(one.picture(), known));
        line.set("settings", mapper.valueToTree(settings));
        line.set("making", made.making());
        return line;
    }
}
