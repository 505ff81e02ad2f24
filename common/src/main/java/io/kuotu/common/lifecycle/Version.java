package io.kuotu.common.lifecycle;

/** Which Kuotu this is. */
public final class Version {
    /** That of the Maven project; a test holds the two together. */
    static final String PROJECT = "0.1.0-SNAPSHOT";

    private Version() {}

    /** The project's version, unless whoever built or started this process names it closer. */
    public static String current() {
        return System.getProperty("kuotu.version", PROJECT);
    }
}
