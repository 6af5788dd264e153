package org.imginspect.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.imginspect.filesystem.ext4.Ext4Format;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.image.qcow2.Qcow2Format;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The layers under a scan, each with cold caches of ours and a warm page cache: one invocation opens the image anew. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StorageBenchmark {

    private static final int SECTOR = 512;
    private static final int READ = 1 << 20;

    /** A qcow2 with an ext4 root. */
    @Param("disk.qcow2")
    public String image = "";

    /** Where the root begins, in sectors; the default is that of the real Debian 12. */
    @Param("258048")
    public long rootStartSectors;

    /** Decompresses the first 64 MiB of the root file system. */
    @Benchmark
    public int readQcow2() throws IOException {
        try (FileSource file = FileSource.open(Path.of(image));
                ByteSource disk =
                        new Qcow2Format().open(file, Limits.defaults()).disk()) {
            byte[] block = new byte[READ];
            int sum = 0;
            for (int i = 0; i < 64; i++) {
                disk.readFully(rootStartSectors * SECTOR + (long) i * READ, block, 0, READ);
                sum += block[i];
            }
            return sum;
        }
    }

    /** Lists every directory of the root file system and stats every node. */
    @Benchmark
    public int walkExt4() throws IOException {
        try (FileSource file = FileSource.open(Path.of(image));
                ByteSource disk =
                        new Qcow2Format().open(file, Limits.defaults()).disk()) {
            long start = rootStartSectors * SECTOR;
            // The partition's end does not matter: the superblock knows where the file system ends.
            ByteSource volume = disk.slice(start, disk.size() - start, "root");
            try (FileTree tree =
                    new Ext4Format().open(volume, Limits.defaults()).tree()) {
                return walk(tree);
            }
        }
    }

    private static int walk(FileTree tree) throws IOException {
        Deque<GuestPath> todo = new ArrayDeque<>();
        todo.add(GuestPath.ROOT);
        int nodes = 1;
        while (!todo.isEmpty()) {
            GuestPath directory = todo.removeLast();
            for (GuestName name : tree.list(directory)) {
                GuestPath child = directory.resolve(name);
                Optional<Node> node = tree.stat(child);
                nodes++;
                if (node.isPresent() && node.get().kind() == Kind.DIRECTORY) {
                    todo.add(child);
                }
            }
        }
        return nodes;
    }
}
