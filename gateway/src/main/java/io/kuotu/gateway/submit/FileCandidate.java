package io.kuotu.gateway.submit;

import io.kuotu.common.picture.PictureHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A picture in a file of this machine. */
final class FileCandidate implements Candidate {
    private final Sources sources;
    private final Path file;
    private final PictureHeader header;
    private final boolean ours;

    /**
     * @param ours whether the file ends with this candidate
     */
    FileCandidate(Sources sources, Path file, PictureHeader header, boolean ours) {
        this.sources = sources;
        this.file = file;
        this.header = header;
        this.ours = ours;
    }

    @Override
    public int width() {
        return header.width();
    }

    @Override
    public int height() {
        return header.height();
    }

    @Override
    public Source store() throws IOException {
        return sources.store(file, header);
    }

    @Override
    public void close() throws IOException {
        if (ours) {
            Files.deleteIfExists(file);
        }
    }
}
