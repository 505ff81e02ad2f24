package io.kuotu.common.provenance;

import java.util.Base64;

/** Private keys in their usual text form (RFC 7468). */
final class Pem {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int LINE = 64;

    private Pem() {}

    /** PKCS#8. Throws {@link IllegalArgumentException} where there is none. */
    static byte[] key(String text) {
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("there is no line " + BEGIN);
        }
        return Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to).strip());
    }

    static String text(byte[] key) {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(key);
        return BEGIN + "\n" + body + "\n" + END + "\n";
    }
}
