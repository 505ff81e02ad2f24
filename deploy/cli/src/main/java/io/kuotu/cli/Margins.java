package io.kuotu.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Margins as they are typed. */
final class Margins {
    private static final List<String> SIDES = List.of("left", "top", "right", "bottom");

    private Margins() {}

    /**
     * One length for all sides, or four: left, top, right, bottom; in px or percent. What is
     * neither is an {@link IllegalArgumentException}.
     */
    static void put(ObjectNode margins, String text) {
        String[] values = text.split(",", -1);
        if (values.length != 1 && values.length != SIDES.size()) {
            throw new IllegalArgumentException(
                    "--margins takes one length for all sides, or four lengths: left, top,"
                            + " right, bottom; not '"
                            + text
                            + "'");
        }
        for (int i = 0; i < SIDES.size(); i++) {
            put(margins, SIDES.get(i), values[i % values.length].strip());
        }
    }

    private static void put(ObjectNode margins, String side, String value) {
        if (value.endsWith("%")) {
            margins.put(side, value);
        } else if (value.matches("\\d{1,5}")) {
            margins.put(side, Integer.parseInt(value));
        } else {
            throw new IllegalArgumentException(
                    "--margins: '" + value + "' is neither px nor percent");
        }
    }
}
