package io.kuotu.gateway.http;

import static java.util.Objects.requireNonNull;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/**
 * The contract for people: Swagger UI, out of our own jars. It loads nothing from anywhere else,
 * and its policy does not let it.
 */
final class DocsPage {
    private static final String LIBRARY = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

    /** The library puts style attributes on elements; scripts are ours and its own files alone. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; connect-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'";

    private final Map<String, File> files;

    private record File(String type, Buffer content) {}

    DocsPage() {
        String library = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";
        this.files =
                Map.of(
                        "index.html", file("text/html; charset=utf-8", "/docs/index.html"),
                        "docs.css", file("text/css", "/docs/docs.css"),
                        "docs.js", file("text/javascript", "/docs/docs.js"),
                        "swagger-ui.css", file("text/css", library + "swagger-ui.css"),
                        "swagger-ui-bundle.js",
                                file("text/javascript", library + "swagger-ui-bundle.js"));
    }

    void mount(Router router) {
        router.get("/docs").handler(context -> send(context, "index.html"));
        router.get("/docs/:file").handler(context -> send(context, Inputs.path(context, "file")));
    }

    private void send(RoutingContext context, String name) {
        File file = files.get(name);
        if (file == null) {
            context.fail(404);
            return;
        }
        var _ =
                context.response()
                        .putHeader("Content-Type", file.type())
                        .putHeader("Cache-Control", "max-age=3600")
                        .putHeader("Content-Security-Policy", POLICY)
                        .end(file.content());
    }

    private static String version() {
        try (InputStream in = open(LIBRARY)) {
            Properties properties = new Properties();
            properties.load(in);
            return requireNonNull(properties.getProperty("version"), LIBRARY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static File file(String type, String resource) {
        try (InputStream in = open(resource)) {
            return new File(type, Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        return requireNonNull(DocsPage.class.getResourceAsStream(resource), resource);
    }
}
