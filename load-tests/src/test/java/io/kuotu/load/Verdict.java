package io.kuotu.load;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.wire.JsonCodec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run found, held against its objectives.
 *
 * @param scenario by name
 * @param machine in words, with what was simulated
 * @param figures in reading order
 */
record Verdict(String scenario, String machine, List<Figure> figures) {
    Verdict {
        figures = List.copyOf(figures);
    }

    boolean holds() {
        return figures.stream().allMatch(f -> f.holds().orElse(true));
    }

    void print(PrintStream out) {
        out.println();
        out.println("load " + scenario + " on " + machine);
        out.printf("%-66s %10s %-6s %-10s %s%n", "figure", "value", "unit", "objective", "holds");
        for (Figure figure : figures) {
            out.printf(
                    "%-66s %10s %-6s %-10s %s%n",
                    figure.name(),
                    Figure.plain(figure.value()),
                    figure.unit(),
                    figure.goal(),
                    figure.holds().map(h -> h ? "yes" : "NO").orElse(""));
        }
        out.println(holds() ? "all objectives hold" : "NOT all objectives hold");
        out.flush();
    }

    /** In the form of the benches. */
    void write(Path file) throws IOException {
        ObjectNode json = JsonCodec.mapper().createObjectNode();
        json.put("bench", "load " + scenario).put("machine", machine);
        ArrayNode all = json.putArray("figures");
        for (Figure figure : figures) {
            ObjectNode one = all.addObject().put("name", figure.name());
            if (Double.isFinite(figure.value())) {
                one.put("value", figure.value());
            } else {
                one.putNull("value");
            }
            one.put("unit", figure.unit())
                    .put("goal", figure.goal().isEmpty() ? null : figure.goal());
            figure.holds().ifPresentOrElse(h -> one.put("holds", h), () -> one.putNull("holds"));
        }
        Files.writeString(
                file,
                JsonCodec.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json)
                        + "\n");
    }
}
