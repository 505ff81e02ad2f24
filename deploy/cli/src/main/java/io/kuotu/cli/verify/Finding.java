package io.kuotu.cli.verify;

import java.util.Locale;

/** What speaks against a picture, the gravest first. Codes are what the program exits with. */
public enum Finding {
    NOT_A_PICTURE(10, "this is no picture"),
    NO_MARK(11, "the picture says nothing about itself"),
    SIGNATURE_BROKEN(14, "the claim is not what was signed"),
    OTHER_PICTURE(15, "the claim is of another picture"),
    ORIGINAL_CHANGED(16, "the original part was changed"),
    GENERATED_CHANGED(17, "the generated part was changed"),
    LABEL_CHANGED(20, "the label that other programs read was changed"),
    OTHER_SOURCE(18, "the picture was not made of this source"),
    OTHER_MANIFEST(19, "the manifest is not this picture's"),
    UNSIGNED(12, "nobody signed what the picture says"),
    UNKNOWN_KEY(13, "it was signed with a key that you do not know");

    private final int exitCode;
    private final String words;

    Finding(int exitCode, String words) {
        this.exitCode = exitCode;
        this.words = words;
    }

    public int exitCode() {
        return exitCode;
    }

    public String words() {
        return words;
    }

    /** For programs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
