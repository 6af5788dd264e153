package org.imginspect.benchmarks;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.btrfs.BtrfsFormat;
import org.imginspect.filesystem.exfat.ExfatFormat;
import org.imginspect.filesystem.ext4.Ext4Format;
import org.imginspect.filesystem.fat.FatFormat;
import org.imginspect.filesystem.xfs.XfsFormat;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.OtherFiles;
import org.imginspect.image.qcow2.Qcow2Format;
import org.imginspect.image.vmdk.VmdkFormat;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.imginspect.scan.EngineChoice;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.ScanRequest;

/**
 * One job, several rounds in one JVM; each round's line has the wall and the CPU seconds of the thread, and what was counted. Driven by
 * {@code benchmarks/filesystems}.
 *
 * <pre>
 * walk IMAGE       every directory listed, every entry looked at, of the file system that IMAGE is
 * read IMAGE       every file of it read
 * disk IMAGE       the whole disk of a qcow2 or VMDK read
 * scan IMAGE       a scan with the checks that always run
 * </pre>
 */
public final class FileSystemBenchmark {
    /** As cat(1) has it. */
    private static final int PIECE = 128 << 10;

    private static final List<FileSystemFormat> FORMATS =
            List.of(new Ext4Format(), new XfsFormat(), new BtrfsFormat(), new ExfatFormat(), new FatFormat());

    private FileSystemBenchmark() {}

    /** {@code JOB IMAGE ROUNDS}. */
    public static void main(String[] arguments) throws ImageException {
        Path image = Path.of(arguments[1]);
        for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
            long wall = System.nanoTime();
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long count = switch (arguments[0]) {
                case "walk", "read" -> fileSystem(image, arguments[0].equals("read"));
                case "disk" -> disk(image);
                case "scan" -> scan(image);
                default -> throw new IllegalArgumentException(arguments[0]);
            };
            cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
            wall = System.nanoTime() - wall;
            System.out.printf("%.3f %.3f %d%n", wall / 1e9, cpu / 1e9, count);
        }
    }

    private static long fileSystem(Path image, boolean contents) throws ImageException {
        try (ByteSource volume = FileSource.open(image)) {
            for (FileSystemFormat format : FORMATS) {
                if (format.recognises(volume)) {
                    try (FileTree tree = format.open(volume, Limits.defaults()).tree()) {
                        return walk(tree, contents);
                    }
                }
            }
        }
        throw new IllegalArgumentException("no file system in " + image);
    }

    private static long walk(FileTree tree, boolean contents) throws ImageException {
        byte[] piece = new byte[PIECE];
        long count = 0;
        Deque<GuestPath> open = new ArrayDeque<>();
        open.push(GuestPath.ROOT);
        while (!open.isEmpty()) {
            GuestPath directory = open.pop();
            for (GuestName name : tree.list(directory)) {
                GuestPath path = directory.resolve(name);
                Node node = tree.stat(path).orElseThrow();
                if (node.isDirectory()) {
                    open.push(path);
                }
                if (!contents) {
                    count++;
                } else if (node.isFile()) {
                    try (ByteSource file = tree.open(path)) {
                        count += readAll(file, piece);
                    }
                }
            }
        }
        return count;
    }

    private static long readAll(ByteSource source, byte[] piece) throws ImageException {
        for (long at = 0; at < source.size(); at += piece.length) {
            source.readFully(at, piece, 0, (int) Math.min(piece.length, source.size() - at));
        }
        return source.size();
    }

    private static long disk(Path image) throws ImageException {
        try (ByteSource file = FileSource.open(image)) {
            for (ImageFormat format : List.of(new Qcow2Format(), new VmdkFormat())) {
                if (format.recognises(file)) {
                    DiskImage disk = format.open(file, OtherFiles.none(image.toString()), Limits.defaults());
                    return readAll(disk.disk(), new byte[PIECE]);
                }
            }
        }
        throw new IllegalArgumentException("no container: " + image);
    }

    private static long scan(Path image) {
        ScanRequest request = ScanRequest.of(image).withEngine(EngineChoice.EMBEDDED);
        return new Inspector().scan(request).get(0).results().size();
    }
}
