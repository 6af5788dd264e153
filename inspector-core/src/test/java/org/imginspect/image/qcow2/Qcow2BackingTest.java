package org.imginspect.image.qcow2;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.imginspect.image.BlockContract;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.NeighbourFiles;
import org.imginspect.image.OtherFiles;
import org.imginspect.image.raw.RawFormat;

/** Images that have part of their bytes in other files, as {@code qemu-img} makes them and {@code qemu-io} writes to them. */
class Qcow2BackingTest extends BlockContract {
    private static final String PLAIN = "compat=1.1,cluster_size=64k";

    @Override
    protected ImageFormat format() {
        return new Qcow2Format();
    }

    @Override
    protected OtherFiles others(Path image) {
        Path directory = image.getParent();
        return new NeighbourFiles(directory == null ? Path.of(".") : directory, new Qcow2Format(), new RawFormat());
    }

    @Override
    protected List<Variant> variants() {
        return List.of(
                chain("raw behind", 0, PLAIN),
                chain("raw behind, old", 0, "compat=0.10,cluster_size=4k"),
                chain("shorter behind", -(1 << 20) - 512, PLAIN),
                chain("longer behind", 1 << 20, "compat=1.1,cluster_size=512"),
                chain("two behind", 0, PLAIN, "compat=1.1,cluster_size=1k"),
                chain("subclusters", 0, "extended_l2=on,cluster_size=64k", "extended_l2=on,cluster_size=2M"),
                chain("three behind", 512, PLAIN, "compat=0.10", "extended_l2=on,cluster_size=16k"),
                compressed("compressed behind", PLAIN),
                compressed("compressed behind subclusters", "extended_l2=on,cluster_size=128k"),
                new Variant("committed", "qcow2", (raw, directory) -> {
                    Path image = make(raw, directory, 0, List.of(PLAIN, "extended_l2=on,cluster_size=64k"));
                    run("qemu-img", "commit", "-q", "-d", image.toString());
                    return directory.resolve("level0.qcow2");
                }),
                dataFile("data file", "data_file_raw=off"),
                dataFile("raw data file", "data_file_raw=on"),
                dataFile("data file, preallocated", "preallocation=metadata"),
                dataFile("data file, subclusters", "extended_l2=on,cluster_size=16k"));
    }

    @Override
    protected List<Variant> damagedVariants() {
        return List.of(variants().get(0), variants().get(5), variants().get(10));
    }

    /** Overlays above each other; {@code more} bytes longer is the raw disk at the bottom. */
    private static Variant chain(String name, int more, String... options) {
        return new Variant(name, "qcow2", (raw, directory) -> make(raw, directory, more, List.of(options)));
    }

    private static Path make(Path raw, Path directory, int more, List<String> options) throws Exception {
        long size = Files.size(raw);
        Path bottom = Files.copy(raw, directory.resolve("bottom.raw"));
        run("qemu-img", "resize", "-q", "-f", "raw", "--shrink", bottom.toString(), Long.toString(size + more));
        return overlays(directory, "bottom.raw", "raw", size, options);
    }

    private static Variant compressed(String name, String options) {
        return new Variant(name, "qcow2", (raw, directory) -> {
            Path bottom = directory.resolve("bottom.qcow2");
            run("qemu-img", "convert", "-f", "raw", "-c", "-O", "qcow2", raw.toString(), bottom.toString());
            return overlays(directory, "bottom.qcow2", "qcow2", Files.size(raw), List.of(options));
        });
    }

    private static Path overlays(Path directory, String bottom, String bottomFormat, long size, List<String> options)
            throws Exception {
        String below = bottom;
        String format = bottomFormat;
        Path image = directory;
        for (int level = 0; level < options.size(); level++) {
            String name = "level" + level + ".qcow2";
            image = directory.resolve(name);
            run(
                    "qemu-img",
                    "create",
                    "-q",
                    "-f",
                    "qcow2",
                    "-o",
                    options.get(level),
                    "-b",
                    below,
                    "-F",
                    format,
                    image.toString(),
                    Long.toString(size));
            write(image, size, options.get(level), level);
            below = name;
            format = "qcow2";
        }
        return image;
    }

    private static Variant dataFile(String name, String options) {
        return new Variant(name, "qcow2", (raw, directory) -> {
            Path image = directory.resolve("disk.qcow2");
            run(
                    "env",
                    "-C",
                    directory.toString(),
                    "qemu-img",
                    "create",
                    "-q",
                    "-f",
                    "qcow2",
                    "-o",
                    "data_file=disk.data," + options,
                    image.toString(),
                    Long.toString(Files.size(raw)));
            String[] convert = {
                "qemu-img", "convert", "-n", "-f", "raw", "-O", "qcow2", raw.toString(), image.toString()
            };
            run(inside(directory, List.of(convert)));
            write(image, Files.size(raw), options, 7);
            return image;
        });
    }

    /** Writes, zeros and discards of every size; old images know no zeros. */
    private static void write(Path image, long size, String options, int seed) throws Exception {
        boolean zeros = !options.contains("0.10");
        List<String> command = new ArrayList<>(List.of("qemu-io", "-f", "qcow2", image.toString()));
        Random random = new Random(seed);
        for (int i = 0; i < 16; i++) {
            long at = random.nextInt((int) (size / 512)) * 512L;
            long length = Math.min(size - at, (1 + random.nextInt(i % 4 == 0 ? 300 : 12)) * 512L);
            String how = i % 5 == 3 && zeros ? i % 2 == 0 ? "-z" : "-z -u" : "-P " + (1 + random.nextInt(255));
            command.addAll(List.of("-c", "write " + how + " " + at + " " + length));
        }
        if (zeros) {
            command.addAll(List.of("-c", "discard " + 64 * 1024 + " " + 256 * 1024));
        }
        run(inside(image.resolveSibling(""), command));
    }

    /** qemu takes the name of a data file as relative to where it is started, and not to the image. */
    private static String[] inside(Path directory, List<String> command) {
        List<String> all = new ArrayList<>(List.of("env", "-C", directory.toString()));
        all.addAll(command);
        return all.toArray(String[]::new);
    }

    @Override
    protected byte[] oracle(Variant variant, Path image, Path raw) throws Exception {
        Path converted = image.resolveSibling("oracle.raw");
        String[] convert = {"qemu-img", "convert", "-f", "qcow2", "-O", "raw", image.toString(), converted.toString()};
        run(inside(image.resolveSibling(""), List.of(convert)));
        return Files.readAllBytes(converted);
    }
}
