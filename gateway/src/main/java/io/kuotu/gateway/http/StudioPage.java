package io.kuotu.gateway.http;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.gateway.admission.Visitors;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The page at {@code /}, out of our own jar, and the pass that lets it use the API. It loads
 * nothing from anywhere else, and its policy does not let it. A browser keeps the files and asks
 * each time whether they are still the same.
 */
final class StudioPage {
    private static final String FOLDER = "/studio/";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
                    + " media-src 'self' blob:; connect-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'";

    /** Every file that the page has; a jar cannot be asked. */
    private static final List<String> NAMES =
            List.of(
                    "index.html",
                    "icon.svg",
                    "base.css",
                    "stage.css",
                    "panel.css",
                    "api.js",
                    "app.js",
                    "chain-panel.js",
                    "compare-slider.js",
                    "drift-plot.js",
                    "events.js",
                    "frame-editor.js",
                    "frame.js",
                    "memory.js",
                    "page.js",
                    "painting.js",
                    "words.js");

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");

    private final Map<String, File> files = new LinkedHashMap<>();
    private final Visitors visitors;
    private final long maxBodyBytes;

    private record File(String type, Buffer content, String tag) {}

    /**
     * @param visitors who get passes
     * @param maxBodyBytes of a request, for the page to tell before it sends a picture
     */
    StudioPage(Visitors visitors, long maxBodyBytes) {
        this.visitors = visitors;
        this.maxBodyBytes = maxBodyBytes;
        NAMES.forEach(name -> files.put(name, file(name)));
    }

    void mount(Router router) {
        router.get("/").handler(context -> send(context, "index.html"));
        router.get("/favicon.ico").handler(context -> send(context, "icon.svg"));
        router.get("/studio/:file").handler(context -> send(context, Inputs.path(context, "file")));
        router.post("/studio/pass").handler(this::pass);
    }

    private void send(RoutingContext context, String name) {
        File file = files.get(name);
        if (file == null) {
            context.fail(404);
            return;
        }
        context.response()
                .putHeader("Cache-Control", "no-cache")
                .putHeader("ETag", file.tag())
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (Inputs.header(context, "If-None-Match").filter(file.tag()::equals).isPresent()) {
            var _ = context.response().setStatusCode(304).end();
        } else {
            var _ = context.response().putHeader("Content-Type", file.type()).end(file.content());
        }
    }

    /** Pages of others get none, so that they cannot have their visitors use up our quota. */
    private void pass(RoutingContext context) {
        String site = Inputs.header(context, "Sec-Fetch-Site").orElse("same-origin");
        if (!site.equals("same-origin")) {
            context.fail(
                    Problem.at(
                                    "Sec-Fetch-Site",
                                    ErrorCode.NOT_FOUND,
                                    "passes are for this server's own page")
                            .asException());
            return;
        }
        Visitors.Pass pass = visitors.issue();
        var _ =
                context.response()
                        .putHeader("Cache-Control", "no-store")
                        .putHeader("Content-Type", Reply.JSON)
                        .end(
                                new JsonObject()
                                        .put("pass", pass.token())
                                        .put("expires_at", pass.expiresAt().toString())
                                        .put("max_bytes", maxBodyBytes)
                                        .toBuffer());
    }

    private static File file(String name) {
        try (InputStream in =
                requireNonNull(StudioPage.class.getResourceAsStream(FOLDER + name), name)) {
            byte[] content = in.readAllBytes();
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            return new File(requireNonNull(type, name), Buffer.buffer(content), tag(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
