package io.kuotu.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A report in one file that needs no network. */
final class Html {
    private static final String STYLE =
            """
            body{font:15px/1.4 sans-serif;margin:2em auto;max-width:60em;color:#222}
            table{border-collapse:collapse}td,th{padding:2px 12px 2px 0;text-align:left}
            .no{color:#c0392b;font-weight:bold}.mark{background:#fff3cd;padding:.6em 1em;border:1px solid #b8860b}
            svg{display:block;margin:1.5em 0}.t{font:bold 14px sans-serif}.n{font:11px sans-serif}.g{stroke:#ddd}
            """;

    private Html() {}

    static String text(String plain) {
        return plain.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    /**
     * @param marks what every reader must know, such as what was simulated
     */
    static void write(Path file, Verdict verdict, List<String> marks, List<Plot> plots)
            throws IOException {
        StringBuilder html = new StringBuilder("<!doctype html><meta charset=utf-8><title>");
        html.append(text("load " + verdict.scenario())).append("</title><style>").append(STYLE);
        html.append("</style><h1>").append(text("load " + verdict.scenario())).append("</h1>\n<p>");
        html.append(text(verdict.machine())).append("</p>\n");
        marks.forEach(mark -> html.append("<p class=mark>").append(text(mark)).append("</p>\n"));
        html.append("<table><tr><th>figure<th>value<th>unit<th>objective<th>holds</tr>\n");
        verdict.figures().forEach(figure -> html.append(row(figure)));
        html.append("</table>\n");
        plots.forEach(plot -> html.append(plot.svg()));
        Files.writeString(file, html);
    }

    private static String row(Figure figure) {
        String holds = figure.holds().map(h -> h ? "<td>yes" : "<td class=no>NO").orElse("<td>");
        return "<tr><td>%s<td>%s<td>%s<td>%s%s</tr>%n"
                .formatted(
                        text(figure.name()),
                        Figure.plain(figure.value()),
                        text(figure.unit()),
                        text(figure.goal()),
                        holds);
    }
}
