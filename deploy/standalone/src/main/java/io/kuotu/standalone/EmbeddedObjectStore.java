package io.kuotu.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** An S3 server over a folder (S3Proxy), on the loopback address. The files survive. */
public final class EmbeddedObjectStore implements AutoCloseable {
    /** As MinIO does by default: what lets a page in is the signature of its URL or form. */
    private static final CrossOriginResourceSharing ANY_PAGE =
            new CrossOriginResourceSharing(
                    List.of(".*"),
                    List.of("GET", "HEAD", "PUT", "POST"),
                    List.of("*"),
                    List.of("ETag"),
                    "");

    private final S3Proxy proxy;

    private EmbeddedObjectStore(S3Proxy proxy) {
        this.proxy = proxy;
    }

    /**
     * @param folder of the buckets; made where it is missing
     * @param accessKey and
     * @param secretKey that clients must have
     */
    public static EmbeddedObjectStore start(Path folder, String accessKey, String secretKey) {
        return start(folder, 0, accessKey, secretKey);
    }

    /**
     * @param port 0 is any free one
     */
    public static EmbeddedObjectStore start(
            Path folder, int port, String accessKey, String secretKey) {
        try {
            S3Proxy proxy =
                    S3Proxy.builder()
                            .blobStore(
                                    new FilesystemNio2BlobStore(
                                            Files.createDirectories(folder).toString()))
                            .endpoint(URI.create("http://127.0.0.1:" + port))
                            .awsAuthentication(
                                    AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
                            .corsRules(ANY_PAGE)
                            .build();
            proxy.start();
            return new EmbeddedObjectStore(proxy);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep objects in " + folder, e);
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not start", e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not stop", e);
        }
    }
}
