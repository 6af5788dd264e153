package org.imginspect.compress;

import java.util.Optional;

/** A compressed encoding. */
public enum Codec {
    /** RFC 1952: deflate with a header, a CRC-32 and a length. */
    GZIP("gzip"),
    /** RFC 1950: deflate with a two-byte header and an Adler-32. */
    ZLIB("zlib"),
    /** RFC 1951 alone: what qcow2 calls zlib. */
    RAW_DEFLATE("deflate"),
    /** The xz container around LZMA2. */
    XZ("xz"),
    /** The older "alone" container, as {@code lzma} and {@code xz --format=lzma} write it. */
    LZMA("lzma"),
    /** Burrows-Wheeler blocks. */
    BZIP2("bzip2"),
    /** The lz4 command's own format. */
    LZ4_FRAME("lz4"),
    /** {@code lz4 -l}: the only lz4 format that the kernel unpacks. */
    LZ4_LEGACY("lz4-legacy"),
    /** RFC 8878. */
    ZSTD("zstd");

    /** How many bytes {@link #detect} wants to see. */
    public static final int DETECT_BYTES = 13;

    private final String label;

    Codec(String label) {
        this.label = label;
    }

    /** The name in messages. */
    public String label() {
        return label;
    }

    /**
     * Which codec's magic {@code head} begins with; empty if none. {@link #ZLIB} and {@link #RAW_DEFLATE} have no magic and are never
     * found. {@link #LZMA} has a weak one, so its whole header has to be plausible.
     *
     * @param head the first {@link #DETECT_BYTES} bytes, or all there are
     */
    public static Optional<Codec> detect(byte[] head) {
        if (starts(head, 0x1f, 0x8b)) {
            return Optional.of(GZIP);
        }
        if (starts(head, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return Optional.of(XZ);
        }
        if (starts(head, 'B', 'Z', 'h') && head.length > 3 && head[3] >= '1' && head[3] <= '9') {
            return Optional.of(BZIP2);
        }
        if (starts(head, 0x04, 0x22, 0x4d, 0x18)) {
            return Optional.of(LZ4_FRAME);
        }
        if (starts(head, 0x02, 0x21, 0x4c, 0x18)) {
            return Optional.of(LZ4_LEGACY);
        }
        if (starts(head, 0x28, 0xb5, 0x2f, 0xfd)) {
            return Optional.of(ZSTD);
        }
        return isLzma(head) ? Optional.of(LZMA) : Optional.empty();
    }

    private static boolean isLzma(byte[] head) {
        // Properties byte 0x5d (lc=3 lp=0 pb=2, what every encoder uses), le32 dictionary size, le64 size or all ones.
        if (head.length < DETECT_BYTES || head[0] != 0x5d) {
            return false;
        }
        long dictionary = 0;
        for (int i = 4; i >= 1; i--) {
            dictionary = (dictionary << 8) | (head[i] & 0xff);
        }
        // As liblzma: encoders write 2^n or 2^n + 2^(n-1), or all ones.
        long top = Long.highestOneBit(dictionary);
        if (dictionary < 4096 || (dictionary != 0xffff_ffffL && dictionary != top && dictionary != top + top / 2)) {
            return false;
        }
        boolean unknownSize = true;
        for (int i = 5; i < 13; i++) {
            unknownSize &= head[i] == -1;
        }
        // As liblzma: a size of 256 GiB or more is no lzma file.
        return unknownSize || ((head[12] | head[11] | head[10]) == 0 && (head[9] & 0xff) < 0x40);
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
