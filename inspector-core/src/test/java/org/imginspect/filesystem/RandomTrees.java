package org.imginspect.filesystem;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.fixtures.Requirement;

/**
 * The process of {@code fixtures/recipes/lib/random-trees.py}, which describes what is said on both sides. It makes the next images while
 * the last one is looked at.
 */
final class RandomTrees implements AutoCloseable {
    private static final int AHEAD = 3;

    /**
     * @param dirty whether it was taken while mounted
     * @param listing what the kernel shows
     * @param images the devices
     * @param how the options it was made with
     */
    record Made(int seed, boolean dirty, TreeListing listing, List<Path> images, String how) {}

    private final Process process;
    private final Writer seeds;
    private final BufferedReader made;
    private final int end;
    private int asked;

    /** Makes those of seeds {@code first} to {@code end} - 1. */
    RandomTrees(String format, int first, int end) throws IOException {
        Path script = Path.of("../fixtures/recipes/lib/random-trees.py");
        this.process = new ProcessBuilder("python3", script.toString(), format)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.seeds = process.outputWriter(StandardCharsets.US_ASCII);
        this.made = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.end = end;
        this.asked = first;
        for (int i = 0; i < AHEAD; i++) {
            ask();
        }
    }

    /** What the machine must have; {@code makers} are the programs that make the file systems. */
    static void demand(String... makers) {
        Requirement.root();
        Requirement.programs("python3", "mount", "umount");
        Requirement.programs(makers);
        Requirement.demand(Files.exists(Path.of("/dev/loop-control")), "loop devices");
    }

    private void ask() throws IOException {
        if (asked < end) {
            seeds.write(asked++ + "\n");
            seeds.flush();
        }
    }

    /** The next one; its images are deleted by {@link #delete}. */
    Made next() throws IOException {
        String line = made.readLine();
        if (line == null) {
            throw new IOException("random-trees.py ended; its message is above");
        }
        ask();
        String[] field = line.split("\t", -1);
        List<Path> images = new ArrayList<>();
        for (int i = 3; i < field.length - 1; i++) {
            images.add(Path.of(field[i]));
        }
        Path listing = Path.of(field[2]);
        TreeListing tree = TreeListing.parse(Files.readString(listing));
        Files.delete(listing);
        return new Made(Integer.parseInt(field[0]), field[1].equals("dirty"), tree, images, field[field.length - 1]);
    }

    static void delete(Made made) throws IOException {
        for (Path image : made.images()) {
            Files.delete(image);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            seeds.close();
        } catch (IOException e) {
            // It ended before it was told to; next() says so.
            made.close();
        }
        boolean interrupted = false;
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            interrupted = true;
            process.destroy();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
