package io.kuotu.worker.simulate;

/** The word SIMULATED, drawn without fonts: a machine may have none. */
final class Word {
    private static final int ROWS = 7;
    private static final int COLUMNS = 6; // of a letter, the gap behind it included
    private static final String[][] LETTERS = {
        {".###.", "#...#", "#....", ".###.", "....#", "#...#", ".###."}, // S
        {".###.", "..#..", "..#..", "..#..", "..#..", "..#..", ".###."}, // I
        {"#...#", "##.##", "#.#.#", "#.#.#", "#...#", "#...#", "#...#"}, // M
        {"#...#", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."}, // U
        {"#....", "#....", "#....", "#....", "#....", "#....", "#####"}, // L
        {".###.", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"}, // A
        {"#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#.."}, // T
        {"#####", "#....", "#....", "####.", "#....", "#....", "#####"}, // E
        {"####.", "#...#", "#...#", "#...#", "#...#", "#...#", "####."}, // D
    };

    /** In units of its own. */
    static final int WIDTH = LETTERS.length * COLUMNS - 1;

    static final int HEIGHT = ROWS;

    private Word() {}

    /** Whether a unit is ink. */
    static boolean isInk(int x, int y) {
        int letter = x / COLUMNS;
        int column = x % COLUMNS;
        return column < COLUMNS - 1 && LETTERS[letter][y].charAt(column) == '#';
    }
}
