package org.imginspect.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.facts.secrets.SecretScanner;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole search for secrets in the contents of files, in megabytes a second on one core: rules, configuration, lines and heads of files. The contents are
 * those of the image's files, put where no package and no library is, so that nothing is left out.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SecretsBenchmark {
    private static final int MEGABYTES = 64;
    private static final int BYTES = MEGABYTES * 1_000_000;
    private static final int LARGEST = 16 << 20;

    /** A qcow2 with a Debian. */
    @Param("disk.qcow2")
    public String image = "";

    /**
     * What is searched: {@code text} (documentation and programs' text), {@code binary} (programs, libraries, compiled Python), {@code json} (lines of JSON with
     * names, digests and addresses), {@code configuration} (files below /etc, each under its name), {@code all} (every file in the order of the walk).
     */
    @Param({"text", "binary", "json", "configuration", "all"})
    public String content = "";

    private final List<GuestPath> paths = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();

    @Setup
    public void read() throws IOException {
        if (content.equals("json")) {
            json();
            return;
        }
        try (Guest guest = new EmbeddedEngine().open(Path.of(image), OpenOptions.defaults())) {
            List<GuestPath> files = new ArrayList<>();
            guest.tree().walk(GuestPath.ROOT, (path, node) -> {
                if (node.isFile() && node.sizeBytes() > 0 && node.sizeBytes() < LARGEST) {
                    files.add(path);
                }
                return true;
            });
            int taken = 0;
            int before = -1;
            while (taken < BYTES && taken != before) { // Once more if there is not enough of it.
                before = taken;
                for (GuestPath file : files) {
                    Optional<ByteSource> opened = taken < BYTES ? guest.tree().open(file) : Optional.empty();
                    if (opened.isPresent()) {
                        taken += take(file, opened.get(), BYTES - taken);
                    }
                }
            }
        }
    }

    private int take(GuestPath file, ByteSource source, int most) throws IOException {
        byte[] bytes = new byte[(int) Math.min(source.size(), most)];
        source.readFully(0, bytes, 0, bytes.length);
        source.close();
        boolean binary =
                new String(bytes, 0, Math.min(bytes.length, 4096), StandardCharsets.ISO_8859_1).indexOf('\0') >= 0;
        boolean wanted = switch (content) {
            case "text" -> !binary;
            case "binary" -> binary;
            case "configuration" -> !binary && file.text().startsWith("/etc/");
            default -> true;
        };
        if (!wanted) {
            return 0;
        }
        paths.add(GuestPath.of("/srv/data" + file.text().replace("/usr/", "/")));
        contents.add(bytes);
        return bytes.length;
    }

    private void json() {
        Random random = new Random(1);
        for (int f = 0; f < MEGABYTES; f++) {
            StringBuilder text = new StringBuilder("[\n");
            while (text.length() < 1_000_000) {
                text.append("  {\"id\": ")
                        .append(random.nextInt(1_000_000))
                        .append(", \"name\": \"package-")
                        .append(Integer.toString(random.nextInt(), 36))
                        .append(
                                "\", \"resolved\": \"https://registry.example.org/x/-/x-1.0.tgz\", \"integrity\": \"sha512-")
                        .append(Long.toString(random.nextLong(), 36))
                        .append(Long.toString(random.nextLong(), 36))
                        .append(
                                "==\", \"license\": \"MIT\", \"token_type\": \"bearer\", \"secret\": null, \"tags\": [\"key\", \"pass\"]},\n");
            }
            paths.add(GuestPath.of("/srv/data/" + f + ".json"));
            contents.add(text.substring(0, 1_000_000).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** One operation is a megabyte. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public int megabytes() throws IOException {
        SecretScanner scanner = SecretScanner.forEverything();
        int hits = 0;
        for (int i = 0; i < contents.size(); i++) {
            hits += scanner.scan(new ArraySource(contents.get(i), "file"), paths.get(i), Long.MAX_VALUE)
                    .hits()
                    .size();
        }
        return hits;
    }
}
