package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.testing.SamplePictures;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Requests that are nearly right, or not at all; the same ones for the same seed. */
final class FuzzRequests {
    private static final byte[] PHOTO =
            SamplePictures.encode(SamplePictures.gradient(64, 64), "png");
    private static final String DATA =
            '"' + "data:image/png;base64," + Base64.getEncoder().encodeToString(PHOTO) + '"';

    /** In place of any value. */
    private static final List<String> VALUES = FuzzWords.of("values");

    /** Fields that may be right, alone or together. */
    private static final List<String> PLAUSIBLE = FuzzWords.of("plausible");

    private static final List<String> FIELDS = FuzzWords.of("fields");
    private static final List<String> SEGMENTS = FuzzWords.of("segments");
    private static final List<String> QUERIES = FuzzWords.of("queries");
    private static final List<String> HEADERS = FuzzWords.of("headers");

    /** How HTTP says where a request begins and ends, and wrong. */
    private static final List<String> FRAMES = FuzzWords.of("frames");

    private static final List<String> METHODS =
            List.of(
                    "GET",
                    "GET",
                    "GET",
                    "POST",
                    "DELETE",
                    "PUT",
                    "PATCH",
                    "HEAD",
                    "OPTIONS",
                    "TRACE",
                    "PROPFIND",
                    "get",
                    "G\u00cbT");

    private final Random random;
    private final String key;
    private final List<String> jobs;

    /**
     * @param key of a tenant
     * @param jobs of that tenant, to be asked for
     */
    FuzzRequests(Random random, String key, List<String> jobs) {
        this.random = random;
        this.key = key;
        this.jobs = jobs;
    }

    static String valid(String key) {
        return post("/v1/expansions", key, "application/json", good("\"aspect_ratio\":\"16:9\""));
    }

    private static String good(String more) {
        return "{\"image\":" + DATA + "," + more + ",\"steps\":1}";
    }

    private static String post(String path, String key, String type, String body) {
        return "POST "
                + path
                + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + key
                + "\r\nConnection: close\r\nContent-Type: "
                + type
                + "\r\nContent-Length: "
                + body.getBytes(UTF_8).length
                + "\r\n\r\n"
                + new String(body.getBytes(UTF_8), ISO_8859_1);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** One of all kinds. */
    byte[] next() {
        String request =
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3 -> body();
                    case 4 -> form();
                    case 5, 6 -> address();
                    case 7 -> frame();
                    default -> "";
                };
        return request.isEmpty() ? bytes() : request.getBytes(ISO_8859_1);
    }

    /** By the schema: fields too many, too few, twice, of other types, out of bounds. */
    private String body() {
        List<String> fields = new ArrayList<>();
        fields.add("\"image\":" + DATA);
        fields.add(
                one(
                        List.of(
                                "\"aspect_ratio\":\"16:9\"",
                                "\"margins\":{\"left\":8}",
                                "\"size\":{\"width\":96,\"height\":96}",
                                "\"factor\":2",
                                "\"mode\":\"recreate\",\"times\":2")));
        fields.add("\"steps\":1");
        for (int i = random.nextInt(4); i > 0; i--) {
            fields.add(one(PLAUSIBLE));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(fields.size());
            switch (random.nextInt(6)) {
                case 0 -> fields.remove(at);
                case 1, 2, 3 -> fields.set(at, name(fields.get(at)) + ":" + one(VALUES));
                default -> fields.add('"' + one(FIELDS) + "\":" + one(VALUES));
            }
        }
        String json = "{" + String.join(random.nextInt(20) == 0 ? ",," : ",", fields) + "}";
        if (random.nextInt(20) == 0) {
            json = one(VALUES);
        }
        String path =
                one(
                        List.of(
                                "/v1/upscales",
                                "/v1/enhancements",
                                "/v1/chains",
                                "/v1/expansions",
                                "/v1/expansions"));
        return post(path, key, "application/json", json);
    }

    private static String name(String field) {
        return field.substring(0, field.indexOf(':'));
    }

    private String form() {
        String line = one(List.of("\r\n", "\r\n", "\r\n", "\n"));
        String bound = one(List.of("b", "b", "b", "-", "x".repeat(300), "\"q\""));
        StringBuilder body = new StringBuilder();
        int parts = random.nextInt(12) == 0 ? 400 : random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            String name =
                    one(
                            List.of(
                                    "image", "request", "image", "request", "x", "", "../../x",
                                    "\u00e9"));
            String file =
                    one(
                            List.of(
                                    "",
                                    "; filename=\"x\"",
                                    "; filename=\"../../../tmp/x\"",
                                    "; filename=",
                                    "; filename*=UTF-8''%2e%2e%2fx"));
            body.append("--")
                    .append(bound)
                    .append(line)
                    .append(
                            one(
                                    List.of(
                                            "Content-Disposition: form-data; name=\"",
                                            "Content-Disposition: form-data; name=\"",
                                            "content-disposition:form-data;name=\"",
                                            "Content-Disposition: attachment; name=\"")))
                    .append(name)
                    .append('"')
                    .append(file)
                    .append(line)
                    .append(
                            one(
                                    List.of(
                                            "",
                                            "",
                                            "Content-Type: image/png\r\n",
                                            "Content-Type: multipart/mixed; boundary=c\r\n",
                                            "Content-Transfer-Encoding: base64\r\n",
                                            "Content-Length: 99999\r\n",
                                            "X: " + "y".repeat(9000) + "\r\n",
                                            "no colon\r\n",
                                            "Content-Type: text/plain; charset=nope\r\n")))
                    .append(line)
                    .append(
                            name.equals("image")
                                    ? new String(PHOTO, ISO_8859_1)
                                    : name.equals("request")
                                            ? one(
                                                    List.of(
                                                            "{\"aspect_ratio\":\"16:9\"}",
                                                            one(VALUES),
                                                            "{"))
                                            : "abc")
                    .append(line);
        }
        body.append(
                one(
                        List.of(
                                "--" + bound + "--\r\n",
                                "--" + bound + "--\r\n",
                                "--" + bound,
                                "",
                                "----")));
        String all = body.toString();
        return "POST /v1/expansions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + key
                + "\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary="
                + one(List.of(bound, bound, bound, "other"))
                + "\r\nContent-Length: "
                + all.length()
                + "\r\n\r\n"
                + all;
    }

    /** Paths, queries and headers. */
    private String address() {
        StringBuilder path = new StringBuilder(one(List.of("/v1", "/v1", "/v1/jobs", "", "/")));
        if (random.nextInt(3) == 0 && !jobs.isEmpty()) {
            path = new StringBuilder("/v1/jobs/" + one(jobs));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            path.append('/').append(one(SEGMENTS));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            path.append(path.indexOf("?") < 0 ? '?' : '&').append(one(QUERIES));
        }
        StringBuilder request =
                new StringBuilder(one(METHODS))
                        .append(' ')
                        .append(path)
                        .append(" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
        if (random.nextInt(8) != 0) {
            request.append("Authorization: Bearer ").append(key).append("\r\n");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            request.append(one(HEADERS)).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    private String frame() {
        String start =
                "POST /v1/expansions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Type: application/json\r\n";
        return one(FRAMES).replace("{{start}}", start);
    }

    /** A good request with some of its bytes changed, or none that is good. */
    private byte[] bytes() {
        byte[] good = (random.nextBoolean() ? valid(key) : form()).getBytes(ISO_8859_1);
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(good, random.nextInt(good.length));
            case 1 -> noise();
            case 2 -> cut(good);
            default -> changed(good);
        };
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(2000)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] changed(byte[] good) {
        for (int i = random.nextInt(10); i >= 0; i--) {
            int at = random.nextInt(random.nextBoolean() ? 100 : good.length);
            good[at] = (byte) random.nextInt(256);
        }
        return good;
    }

    private byte[] cut(byte[] good) {
        int from = random.nextInt(good.length);
        int to = from + random.nextInt(good.length - from);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(good, 0, random.nextBoolean() ? from : to);
        out.write(good, random.nextBoolean() ? from : to, good.length - to);
        return out.toByteArray();
    }
}
