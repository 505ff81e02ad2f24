package io.kuotu.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one run of a bench found.
 *
 * @param bench by name
 * @param machine that it ran on, in words
 * @param figures in reading order
 */
public record Report(String bench, String machine, List<Figure> figures) {
    public Report {
        figures = List.copyOf(figures);
    }

    public static String thisMachine() {
        Path cpuinfo = Path.of("/proc/cpuinfo");
        String cpu = System.getProperty("os.arch");
        try (Stream<String> lines = Files.exists(cpuinfo) ? Files.lines(cpuinfo) : Stream.empty()) {
            cpu =
                    lines.filter(l -> l.startsWith("model name"))
                            .map(l -> l.substring(l.indexOf(':') + 1).strip())
                            .findFirst()
                            .orElse(cpu);
        } catch (IOException e) {
            // its name is a nicety
        }
        return cpu
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " processors, Java "
                + Runtime.version().feature();
    }

    public void print(PrintWriter out) {
        out.println("bench " + bench + " on " + machine);
        out.printf("%-58s %10s %-9s %-10s %s%n", "figure", "value", "unit", "goal", "holds");
        for (Figure figure : figures) {
            out.printf(
                    "%-58s %10s %-9s %-10s %s%n",
                    figure.name(),
                    Numbers.plain(figure.value()),
                    figure.unit(),
                    figure.goal().map(Figure.Goal::toString).orElse(""),
                    figure.holds().map(h -> h ? "yes" : "NO").orElse(""));
        }
        out.flush();
    }

    public void write(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode().put("bench", bench).put("machine", machine);
        ArrayNode all = json.putArray("figures");
        for (Figure figure : figures) {
            ObjectNode one =
                    all.addObject()
                            .put("name", figure.name())
                            .put("value", figure.value())
                            .put("unit", figure.unit());
            figure.goal()
                    .ifPresentOrElse(
                            goal -> one.put("goal", goal.toString()), () -> one.putNull("goal"));
            figure.holds()
                    .ifPresentOrElse(holds -> one.put("holds", holds), () -> one.putNull("holds"));
        }
        Files.writeString(
                file, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }
}
