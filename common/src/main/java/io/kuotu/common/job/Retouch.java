package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What is done to a finished picture. A strength is 0 (not at all) to 1; which order the stages
 * have is not the caller's business.
 *
 * @param denoise strength; 0.5 takes away as much noise as there seems to be
 * @param sharpen strength
 * @param colour strength; 0 where it is chosen by the picture
 * @param autoColour whether the colour's strength is chosen by the picture
 * @param grain strength
 * @param regions where stages apply
 * @param colourise whether colour is made anew from the picture's lightness
 * @param style bundle that the picture is painted by
 */
public record Retouch(
        double denoise,
        double sharpen,
        double colour,
        boolean autoColour,
        double grain,
        Regions regions,
        boolean colourise,
        Optional<String> style) {
    /** Where stages apply. */
    public enum Regions {
        /** Each where it does good: what lies where is found in the picture. */
        AUTO,
        /** Everywhere alike. */
        NONE
    }

    public Retouch {
        requireNonNull(regions, "regions is null");
        requireNonNull(style, "style is null");
        checkStrength("denoise", denoise);
        checkStrength("sharpen", sharpen);
        checkStrength("colour", colour);
        checkStrength("grain", grain);
        check(!autoColour || colour == 0, "colour is chosen by the picture or given, not both");
        check(
                denoise > 0
                        || sharpen > 0
                        || colour > 0
                        || autoColour
                        || grain > 0
                        || colourise
                        || style.isPresent(),
                "nothing is to be done");
    }

    /** Whether a stage needs no model. */
    public boolean needsProcessor() {
        return denoise > 0 || sharpen > 0 || colour > 0 || autoColour || grain > 0;
    }

    /** Whether a stage needs a model. */
    public boolean needsModel() {
        return colourise || style.isPresent();
    }

    /** Whether the picture is asked for its regions. */
    public boolean looksAtRegions() {
        return regions == Regions.AUTO && (denoise > 0 || sharpen > 0 || grain > 0);
    }

    private static void checkStrength(String name, double value) {
        check(value >= 0 && value <= 1, name + " is 0 to 1");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
