package org.imginspect.facts.advisories;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.imginspect.compress.Codec;
import org.imginspect.compress.Decoders;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.Limits;

/** A file of metadata, on the host or in the guest. */
interface MetadataFile {
    int BLOCK_BYTES = 64 * 1024;

    /** Its path below the place that was looked through, parts separated by slashes. */
    String path();

    /** How it is called in messages. */
    String where();

    Instant modified();

    /** Its bytes as they lie there. */
    InputStream open() throws IOException;

    /** Its name without directories. */
    default String name() {
        return path().substring(path().lastIndexOf('/') + 1);
    }

    /** Its directory, empty for the place itself. */
    default String directory() {
        int slash = path().lastIndexOf('/');
        return slash < 0 ? "" : path().substring(0, slash);
    }

    /** Its bytes, decompressed if they begin as one of the known compressions does. */
    default InputStream content(Limits limits) throws IOException {
        return decoded(open(), limits, where());
    }

    /** The content as bytes, which must not be more than {@code most}. */
    default byte[] bytes(Limits limits, int most) throws IOException {
        try (InputStream in = content(limits)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new LimitExceededException(
                        "metadata of more than " + most + " bytes", Limits.TEXT_FILE_BYTES, most, where());
            }
            return bytes;
        }
    }

    static InputStream decoded(InputStream raw, Limits limits, String where) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw, BLOCK_BYTES);
        in.mark(Codec.DETECT_BYTES);
        byte[] head = in.readNBytes(Codec.DETECT_BYTES);
        in.reset();
        Optional<Codec> codec = Codec.detect(head);
        return codec.isEmpty() ? in : Decoders.stream(codec.get(), in, limits.get(Limits.DECOMPRESSED_BYTES), where);
    }
}
