package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists of odd words, one a line: with the escapes of Java, {@code {{x*400}}} for one that is
 * repeated, {@code {{U+202E}}} for a character that is better not seen.
 */
final class FuzzWords {
    private static final Pattern REPEATED = Pattern.compile("\\{\\{(.+?)\\*(\\d+)}}");
    private static final Pattern HIDDEN = Pattern.compile("\\{\\{U\\+([0-9A-F]{4})}}");

    private FuzzWords() {}

    static List<String> of(String name) {
        try (InputStream in = FuzzWords.class.getResourceAsStream("/fuzz/" + name + ".txt")) {
            String text = new String(requireNonNull(in, name).readAllBytes(), UTF_8);
            return text.lines().map(FuzzWords::word).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String word(String line) {
        String plain = line.translateEscapes();
        String whole =
                REPEATED.matcher(plain)
                        .replaceAll(
                                m ->
                                        Matcher.quoteReplacement(
                                                m.group(1).repeat(Integer.parseInt(m.group(2)))));
        return HIDDEN.matcher(whole)
                .replaceAll(m -> Character.toString(Integer.parseInt(m.group(1), 16)));
    }
}
