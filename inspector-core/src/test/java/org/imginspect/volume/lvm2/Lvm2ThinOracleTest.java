package org.imginspect.volume.lvm2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Requirement;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mappings of tens of thousands of chunks, written into a pool's metadata by thin_restore, whose trees have several levels. */
class Lvm2ThinOracleTest {
    private static final int CHUNK = 64 << 10;
    private static final long CHUNKS = 200_000;

    @TempDir
    Path directory;

    @BeforeEach
    void needsThinTools() {
        Requirement.programs("thin_restore");
    }

    /** As many bytes as the pool has; the first eight of each chunk are its number. */
    private record Numbered(long size) implements ByteSource {
        @Override
        public void readFully(long position, byte[] into, int offset, int length) {
            for (int i = 0; i < length; i++) {
                long at = (position + i) % CHUNK;
                into[offset + i] = at < 8 ? (byte) (((position + i) / CHUNK) >>> (8 * at)) : 1;
            }
        }

        @Override
        public String describe() {
            return "data";
        }

        @Override
        public void close() {
            // Nothing to give back.
        }
    }

    @Test
    void everyChunkIsWhereThinRestorePutIt() throws Exception {
        Map<Integer, NavigableMap<Long, Long>> devices = new TreeMap<>();
        Random random = new Random(8);
        List<Long> chunks = new ArrayList<>();
        for (long i = 0; i < CHUNKS; i++) {
            chunks.add(i);
        }
        Collections.shuffle(chunks, random);
        devices.put(0, mappings(random, 40_000, 3, chunks));
        devices.put(1, mappings(random, 5_000, 1_000_000, chunks));
        devices.put(77, mappings(random, 300, 1, chunks));
        devices.put(1 << 20, new TreeMap<>());
        byte[] metadata = restore(devices);
        Bytes64 superblock = new Bytes64(metadata);
        Lvm2ThinTree tree = new Lvm2ThinTree(
                new ArraySource(metadata, "metadata"), Limits.defaults().with(Limits.CACHE_BYTES, 1 << 20));
        Lvm2ThinPool pool =
                new Lvm2ThinPool(tree, superblock.at(320), new Lvm2Bytes(new Numbered(CHUNKS * CHUNK), 1), CHUNK);
        Lvm2Section segment = new Lvm2Section("segment1", "text");
        for (Map.Entry<Integer, NavigableMap<Long, Long>> device : devices.entrySet()) {
            NavigableMap<Long, Long> expected = device.getValue();
            long length = expected.isEmpty() ? CHUNK : (expected.lastKey() + 3) * CHUNK;
            Lvm2ThinVolume volume = new Lvm2ThinVolume(pool, pool.root(segment, device.getKey()), length, null, "thin");
            compare(volume, expected, length, random);
        }
    }

    private static void compare(Lvm2ThinVolume volume, NavigableMap<Long, Long> expected, long length, Random random)
            throws ImageException {
        // All that is mapped, in order, as nextData leads to it.
        long at = 0;
        for (Map.Entry<Long, Long> mapping : expected.entrySet()) {
            long data = volume.nextData(at);
            assertThat(data).isEqualTo(Math.max(at, mapping.getKey() * CHUNK));
            assertThat(number(volume, mapping.getKey())).isEqualTo(mapping.getValue());
            at = (mapping.getKey() + 1) * CHUNK;
        }
        assertThat(volume.nextData(at)).isGreaterThanOrEqualTo(length);
        for (int i = 0; i < 2000; i++) {
            long chunk = (long) (random.nextDouble() * (length / CHUNK - 1));
            long inside = random.nextInt(CHUNK);
            Map.Entry<Long, Long> next = expected.ceilingEntry(chunk);
            long data = volume.nextData(chunk * CHUNK + inside);
            if (next == null) {
                assertThat(data).isGreaterThanOrEqualTo(length);
            } else {
                assertThat(data).isEqualTo(Math.max(chunk * CHUNK + inside, next.getKey() * CHUNK));
            }
            if (!expected.containsKey(chunk)) {
                byte[] piece = new byte[100];
                volume.readFully(chunk * CHUNK, piece, 0, 100);
                assertThat(piece).containsOnly(0);
            }
        }
    }

    private static long number(Lvm2ThinVolume volume, long chunk) throws ImageException {
        byte[] bytes = new byte[8];
        volume.readFully(chunk * CHUNK, bytes, 0, 8);
        return new Bytes64(bytes).at(0);
    }

    private static NavigableMap<Long, Long> mappings(Random random, int count, int stride, List<Long> chunks) {
        NavigableMap<Long, Long> map = new TreeMap<>();
        long at = random.nextInt(stride + 2);
        for (int i = 0; i < count; i++) {
            map.put(at, chunks.get(random.nextInt(chunks.size())));
            at += 1 + random.nextInt(stride);
        }
        return map;
    }

    private byte[] restore(Map<Integer, NavigableMap<Long, Long>> devices) throws Exception {
        StringBuilder xml = new StringBuilder(
                "<superblock uuid=\"\" time=\"3\" transaction=\"1\" data_block_size=\"128\" nr_data_blocks=\"" + CHUNKS
                        + "\">\n");
        devices.forEach((id, mappings) -> {
            xml.append("<device dev_id=\"")
                    .append(id)
                    .append("\" mapped_blocks=\"")
                    .append(mappings.size());
            xml.append("\" transaction=\"0\" creation_time=\"0\" snap_time=\"1\">\n");
            mappings.forEach((from, to) -> xml.append("<single_mapping origin_block=\"")
                    .append(from)
                    .append("\" data_block=\"")
                    .append(to)
                    .append("\" time=\"2\"/>\n"));
            xml.append("</device>\n");
        });
        Path input = directory.resolve("xml");
        Path output = directory.resolve("metadata");
        Files.writeString(input, xml.append("</superblock>\n"));
        Files.write(output, new byte[16 << 20]);
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "PATH=$PATH:/usr/sbin:/sbin; exec thin_restore -i \"$0\" -o \"$1\"",
                        input.toString(),
                        output.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return Files.readAllBytes(output);
    }

    /** Little-endian numbers of 64 bits. */
    private record Bytes64(byte[] bytes) {
        long at(int offset) {
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
        }
    }
}
