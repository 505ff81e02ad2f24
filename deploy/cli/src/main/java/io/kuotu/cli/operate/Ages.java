package io.kuotu.cli.operate;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them: {@code 90s}, {@code 10m}, {@code 2h}, {@code 3d}. */
final class Ages implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smhd])");

    @Override
    public Duration convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
            throw new TypeConversionException("'" + text + "' is no age such as 90s, 10m, 2h, 3d");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** The largest unit that fits, and one more digit. */
    static String text(double seconds) {
        if (seconds < 120) {
            return String.format(Locale.ROOT, "%.1fs", seconds);
        }
        if (seconds < 7200) {
            return Math.round(seconds / 60) + "m";
        }
        return seconds < 172_800
                ? Math.round(seconds / 3600) + "h"
                : Math.round(seconds / 86_400) + "d";
    }
}
