package io.kuotu.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Rows of JSON in columns, each as wide as what is in it. */
final class Table {
    private static final int WIDEST = 60;

    private final List<String> heads = new ArrayList<>();
    private final List<Function<JsonNode, String>> cells = new ArrayList<>();

    /** A column with what the function makes of a row. */
    Table column(String head, Function<JsonNode, String> cell) {
        heads.add(head);
        cells.add(cell);
        return this;
    }

    /** A column with a field, as text; nothing where a row has none. */
    Table column(String head, String field) {
        return column(head, row -> row.path(field).asText(""));
    }

    /** A column with a field in seconds, as a duration. */
    Table seconds(String head, String field) {
        return column(
                head,
                row -> row.path(field).isNumber() ? Ages.text(row.path(field).asDouble()) : "");
    }

    void print(JsonNode rows, PrintWriter out) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(heads);
        rows.forEach(row -> lines.add(cells.stream().map(c -> cut(c.apply(row))).toList()));
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                int column = i;
                int width = lines.stream().mapToInt(l -> l.get(column).length()).max().orElse(0);
                text.append(line.get(i)).repeat(' ', width - line.get(i).length() + 2);
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
    }
}
