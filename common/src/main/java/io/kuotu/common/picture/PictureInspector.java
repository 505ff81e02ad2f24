package io.kuotu.common.picture;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.gif.GifMetadataReader;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.png.PngHeader;
import com.drew.imaging.webp.WebpMetadataReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.StreamReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.gif.GifHeaderDirectory;
import com.drew.metadata.gif.GifImageDirectory;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.jpeg.JpegReader;
import com.drew.metadata.webp.WebpDirectory;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.picture.PictureHeader.Format;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Reads headers and walks the structure of a file to its end; decodes no pixel and inflates
 * nothing, so a small file that claims to be huge costs nothing. Fails with a {@link
 * io.kuotu.common.job.ProblemException} that names {@code field}.
 */
public final class PictureInspector {
    private static final String ACCEPTED = "JPEG, PNG, WebP and GIF are";

    private PictureInspector() {}

    /**
     * The header of a file that is whole.
     *
     * @param file to look at
     * @param field of the request that it came in, for problems
     */
    public static PictureHeader inspect(Path file, String field) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            FileType type = FileTypeDetector.detectFileType(in);
            return switch (type) {
                case Jpeg -> jpeg(in, file, field);
                case Png -> png(in);
                case WebP -> webp(in, file, field);
                case Gif -> gif(in, file);
                case Unknown ->
                        throw Problem.at(
                                        field,
                                        ErrorCode.NOT_A_PICTURE,
                                        "the bytes are of no known picture format; " + ACCEPTED)
                                .asException();
                default ->
                        throw Problem.at(
                                        field,
                                        ErrorCode.NOT_A_PICTURE,
                                        type.getName() + " is not supported; " + ACCEPTED)
                                .asException();
            };
        } catch (ImageProcessingException | MetadataException e) {
            throw Problem.at(
                            field,
                            ErrorCode.PICTURE_TRUNCATED,
                            "its structure breaks off: " + e.getMessage())
                    .asException(e);
        } catch (java.io.EOFException e) {
            throw Problem.at(
                            field,
                            ErrorCode.PICTURE_TRUNCATED,
                            "the file ends in the middle of its structure")
                    .asException(e);
        }
    }

    private static PictureHeader jpeg(InputStream in, Path file, String field)
            throws ImageProcessingException, IOException, MetadataException {
        Metadata metadata =
                JpegMetadataReader.readMetadata(in, List.of(new JpegReader(), new ExifReader()));
        Directory frame = metadata.getFirstDirectoryOfType(JpegDirectory.class);
        if (frame == null) {
            throw new ImageProcessingException("no frame header");
        }
        if (!JpegStructure.hasEnd(file)) {
            throw Problem.at(
                            field,
                            ErrorCode.PICTURE_TRUNCATED,
                            "the JPEG has no end marker: part of it is missing")
                    .asException();
        }
        return new PictureHeader(
                Format.JPEG,
                frame.getInt(JpegDirectory.TAG_IMAGE_WIDTH),
                frame.getInt(JpegDirectory.TAG_IMAGE_HEIGHT),
                orientation(metadata),
                false);
    }

    private static PictureHeader png(InputStream in) throws ImageProcessingException, IOException {
        Set<PngChunkType> wanted =
                Set.of(PngChunkType.IHDR, new PngChunkType("acTL"), new PngChunkType("eXIf"));
        Iterator<PngChunk> chunks =
                new PngChunkReader().extract(new StreamReader(in), wanted).iterator();
        PngHeader header = new PngHeader(chunks.next().getBytes());
        boolean animated = false;
        Metadata metadata = new Metadata();
        while (chunks.hasNext()) {
            PngChunk chunk = chunks.next();
            animated |= chunk.getType().getIdentifier().equals("acTL");
            if (chunk.getType().getIdentifier().equals("eXIf")) {
                new ExifReader().extract(new ByteArrayReader(chunk.getBytes()), metadata);
            }
        }
        return new PictureHeader(
                Format.PNG,
                header.getImageWidth(),
                header.getImageHeight(),
                orientation(metadata),
                animated);
    }

    private static PictureHeader webp(InputStream in, Path file, String field)
            throws ImageProcessingException, IOException, MetadataException {
        Metadata metadata = WebpMetadataReader.readMetadata(in);
        Directory frame = metadata.getFirstDirectoryOfType(WebpDirectory.class);
        if (frame == null || !frame.containsTag(WebpDirectory.TAG_IMAGE_WIDTH)) {
            throw new ImageProcessingException("no frame header");
        }
        if (!RiffStructure.isComplete(file)) {
            throw Problem.at(
                            field,
                            ErrorCode.PICTURE_TRUNCATED,
                            "the WebP is shorter than its header says")
                    .asException();
        }
        boolean animated =
                Boolean.TRUE.equals(frame.getBooleanObject(WebpDirectory.TAG_IS_ANIMATION));
        return new PictureHeader(
                Format.WEBP,
                frame.getInt(WebpDirectory.TAG_IMAGE_WIDTH),
                frame.getInt(WebpDirectory.TAG_IMAGE_HEIGHT),
                orientation(metadata),
                animated);
    }

    private static PictureHeader gif(InputStream in, Path file)
            throws IOException, MetadataException, ImageProcessingException {
        Metadata metadata = GifMetadataReader.readMetadata(in);
        Directory screen = metadata.getFirstDirectoryOfType(GifHeaderDirectory.class);
        int frames = metadata.getDirectoriesOfType(GifImageDirectory.class).size();
        if (screen == null || screen.hasErrors() || frames == 0 || !GifStructure.hasTrailer(file)) {
            throw new ImageProcessingException("no complete frame");
        }
        return new PictureHeader(
                Format.GIF,
                screen.getInt(GifHeaderDirectory.TAG_IMAGE_WIDTH),
                screen.getInt(GifHeaderDirectory.TAG_IMAGE_HEIGHT),
                1,
                frames > 1);
    }

    /** What is no valid orientation means none. */
    private static int orientation(Metadata metadata) {
        Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        Integer found = exif == null ? null : exif.getInteger(ExifDirectoryBase.TAG_ORIENTATION);
        return found == null || found < 1 || found > 8 ? 1 : found;
    }
}
