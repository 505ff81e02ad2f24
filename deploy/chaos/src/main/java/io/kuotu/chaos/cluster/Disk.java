package io.kuotu.chaos.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store's disk. Where this user may mount, it is a small one in memory that can be filled up;
 * else an ordinary folder that cannot.
 */
public final class Disk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Disk.class);
    private static final int MIB = 768;
    private static final String FILLER = "filler";
    private static final byte[] BLOCK = new byte[1 << 20];

    private final Path folder;
    private boolean mounted; // guarded by this

    private Disk(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    static Disk at(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Disk disk =
                new Disk(
                        folder,
                        run(
                                "mount",
                                "-t",
                                "tmpfs",
                                "-o",
                                "size=" + MIB + "m",
                                "tmpfs",
                                folder.toString()));
        Runtime.getRuntime().addShutdownHook(new Thread(disk::close)); // Ctrl-C leaves no mount
        Files.createDirectories(disk.data());
        return disk;
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            LOG.debug("no command {}", command[0]);
            return false;
        }
    }

    Path data() {
        return folder.resolve("data");
    }

    public synchronized boolean canBeFilled() {
        return mounted;
    }

    /** To the last byte. */
    public void fill() throws IOException {
        if (!canBeFilled()) {
            throw new IOException(
                    "this disk is not the store's alone: this user may not mount one");
        }
        try (OutputStream out = Files.newOutputStream(folder.resolve(FILLER))) {
            while (true) {
                out.write(BLOCK);
            }
        } catch (IOException e) {
            if (Files.getFileStore(folder).getUsableSpace() > BLOCK.length) {
                throw e;
            }
        }
    }

    /** What filled it is taken away. */
    public void relieve() throws IOException {
        Files.deleteIfExists(folder.resolve(FILLER));
    }

    /** Whoever still uses it keeps it until its end, and nobody else sees it. */
    @Override
    public synchronized void close() {
        try {
            if (mounted && !run("umount", "-l", folder.toString())) {
                LOG.warn("{} stays mounted", folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        mounted = false;
    }
}
