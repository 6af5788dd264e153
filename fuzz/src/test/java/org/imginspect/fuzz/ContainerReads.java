package org.imginspect.fuzz;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** What every fuzzed container is asked: bytes at its beginning, its end and in between, where data is, what is stored, its check. */
final class ContainerReads {
    static final Limits LIMITS = Limits.defaults()
            .with(Limits.DECOMPRESSED_BYTES, 16 << 20)
            .with(Limits.METADATA_TABLE_BYTES, 1 << 20)
            .with(Limits.JOURNAL_OVERLAY_BYTES, 1 << 20)
            .with(Limits.CACHE_BYTES, 4 << 20);

    private interface Question {
        void ask() throws ImageException;
    }

    private ContainerReads() {}

    static void read(ImageFormat format, ByteSource file, OtherFiles others) {
        try {
            format.recognises(file);
            DiskImage image = format.open(file, others, LIMITS);
            ByteSource disk = image.disk();
            byte[] block = new byte[70_000];
            for (int part = 0; part <= 8; part++) {
                long at = disk.size() / 8 * part;
                int length = (int) Math.min(block.length, disk.size() - at);
                refused(() -> disk.readFully(at, block, 0, length));
            }
            // A disk of petabytes takes long to be looked through, whatever it has in it.
            long most = 64L << 20;
            if (disk.size() <= most) {
                refused(() -> disk.nextData(0));
                if (image.space().isPresent()) {
                    refused(() -> image.space().get().storedBytes(0, disk.size()));
                }
            }
            if (image.space().isPresent()) {
                refused(() -> image.space().get().check());
            }
        } catch (ImageException e) {
            // Refused.
        }
    }

    private static void refused(Question question) {
        try {
            question.ask();
        } catch (ImageException e) {
            // This is damaged; the next one may not be.
        }
    }

    /** Other files: each name leads to the same bytes, as an image of its own, and at last as a raw disk with that id. */
    static final class Same implements OtherFiles {
        private final byte[] bytes;
        private final Map<String, ImageFormat> formats;
        private final int depth;
        private final String id;

        Same(byte[] bytes, int depth, Map<String, ImageFormat> formats, String id) {
            this.bytes = bytes;
            this.depth = depth;
            this.formats = formats;
            this.id = id;
        }

        @Override
        public ByteSource bytes(String name, String role) {
            return new ArraySource(bytes, "fuzz.data");
        }

        @Override
        public DiskImage parent(String name, String role, String format) throws ImageException {
            ImageFormat known = formats.get(format);
            if (known == null) {
                throw new DamagedImageException("no such format", "fuzz");
            }
            if (depth == 0) {
                return new DiskImage(
                        format,
                        0,
                        bytes(name, role),
                        List.of(),
                        false,
                        false,
                        OptionalLong.empty(),
                        "",
                        Optional.empty(),
                        List.of(),
                        Optional.of(id),
                        OptionalInt.empty());
            }
            return known.open(bytes(name, role), new Same(bytes, depth - 1, formats, id), LIMITS);
        }
    }
}
