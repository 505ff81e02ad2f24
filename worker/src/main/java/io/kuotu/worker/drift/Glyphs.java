package io.kuotu.worker.drift;

import java.awt.Graphics2D;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Words of 5x7 dots, drawn without fonts: a machine may have none. Thread safe. */
final class Glyphs {
    static final int HEIGHT = 7;

    /** Of a letter, the gap behind it included. */
    private static final int ADVANCE = 6;

    private static final int COLUMNS = 5;

    /** A letter, and its five columns from the left; the lowest bit is the highest dot. */
    private static final String TABLE =
            """
            +08083E0808,0050300000-0808080808.0060600000/2010080402:0036360000=1414141414%2313086462
            (001C224100)0041221C00*14083E0814
            03E5149453E100427F40002426151494632141454B3141814127F1052745454539
            63C4A49493070171090503836494949369064949291E
            A7E1111117EB7F49494936C3E41414122D7F4141221CE7F49494941F7F09090901G3E4149497A
            H7F0808087FI00417F4100J2040413F01K7F08142241L7F40404040M7F020C027FN7F0408107F
            O3E4141413EP7F09090906Q3E4151215ER7F09192946S4649494931T01017F0101U3F4040403F
            V1F2040201FW3F4038403FX6314081463Y0708700807Z6151494543
            a2054545478b7F48444438c3844444420d384444487Fe3854545418f087E090102g0C5252523E
            h7F08040478i00447D4000j2040443D00k7F10284400l00417F4000m7C04180478n7C08040478
            o3844444438p7C14141408q081414187Cr7C08040408s4854545420t043F444020u3C4040207C
            v1C2040201Cw3C4030403Cx4428102844y0C5050503Cz4464544C44
            """;

    private static final Map<Character, byte[]> LETTERS = letters();

    private Glyphs() {}

    private static Map<Character, byte[]> letters() {
        Map<Character, byte[]> letters = new HashMap<>();
        String table = TABLE.replace("\n", "");
        for (int at = 0; at < table.length(); at += 1 + 2 * COLUMNS) {
            letters.put(
                    table.charAt(at), HexFormat.of().parseHex(table, at + 1, at + 1 + 2 * COLUMNS));
        }
        return letters;
    }

    /** In px. */
    static int width(String text, int size) {
        return text.isEmpty() ? 0 : size * (ADVANCE * text.length() - 1);
    }

    /**
     * In the pen's colour; what is not known is a gap.
     *
     * @param x of the left edge, px
     * @param y of the upper edge, px
     * @param size of a dot, px
     */
    static void draw(Graphics2D pen, String text, int x, int y, int size) {
        for (int i = 0; i < text.length(); i++) {
            byte[] columns = LETTERS.getOrDefault(text.charAt(i), new byte[COLUMNS]);
            for (int column = 0; column < COLUMNS; column++) {
                for (int row = 0; row < HEIGHT; row++) {
                    if ((columns[column] >> row & 1) == 1) {
                        pen.fillRect(x + size * (ADVANCE * i + column), y + size * row, size, size);
                    }
                }
            }
        }
    }

    /** Whether all of a text can be drawn. */
    static boolean knows(String text) {
        return text.chars().allMatch(c -> c == ' ' || LETTERS.containsKey((char) c));
    }
}
