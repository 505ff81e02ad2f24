package io.kuotu.worker.picture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Node;

/** ICC profiles in PNG files, which the JDK's reader and writer leave to their metadata. */
final class PngProfile {
    private static final String FORMAT = "javax_imageio_png_1.0";
    private static final String CHUNK = "iCCP";

    /** No camera's profile is larger; a chunk that inflates beyond it is no profile. */
    private static final int MOST_BYTES = 4 << 20;

    private PngProfile() {}

    static byte @Nullable [] read(@Nullable IIOMetadata metadata) {
        if (metadata == null) {
            return null;
        }
        for (Node node = metadata.getAsTree(FORMAT).getFirstChild();
                node != null;
                node = node.getNextSibling()) {
            if (node instanceof IIOMetadataNode chunk
                    && chunk.getNodeName().equals(CHUNK)
                    && chunk.getUserObject() instanceof byte[] packed) {
                return inflated(packed);
            }
        }
        return null;
    }

    static void write(IIOMetadata metadata, byte[] profile) throws IOException {
        IIOMetadataNode chunk = new IIOMetadataNode(CHUNK);
        chunk.setAttribute("profileName", "ICC profile");
        chunk.setAttribute("compressionMethod", "deflate");
        chunk.setUserObject(deflated(profile));
        IIOMetadataNode root = new IIOMetadataNode(FORMAT);
        root.appendChild(chunk);
        metadata.mergeTree(FORMAT, root);
    }

    private static byte[] deflated(byte[] profile) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out =
                new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_COMPRESSION))) {
            out.write(profile);
        }
        return bytes.toByteArray();
    }

    /** Null for what is damaged: the picture is worth more than its profile. */
    private static byte @Nullable [] inflated(byte[] packed) {
        Inflater inflater = new Inflater();
        inflater.setInput(packed);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 14];
        try {
            while (!inflater.finished() && bytes.size() <= MOST_BYTES) {
                int count = inflater.inflate(buffer);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    return null;
                }
                bytes.write(buffer, 0, count);
            }
            return inflater.finished() ? bytes.toByteArray() : null;
        } catch (DataFormatException e) {
            return null;
        } finally {
            inflater.end();
        }
    }
}
