package org.imginspect.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;

/** Writes lines as {@code md5sum} and {@code sha256sum} of GNU coreutils do, with paths relative to the root: {@code ./etc/passwd}. */
final class FileHash {
    private static final int BLOCK_BYTES = 256 * 1024;

    private final MessageDigest digest;
    private final byte[] block = new byte[BLOCK_BYTES];

    private FileHash(MessageDigest digest) {
        this.digest = digest;
    }

    /** {@code md5} or {@code sha256}; empty for any other name. */
    static Optional<FileHash> named(String name) {
        String algorithm = name.equals("md5") ? "MD5" : name.equals("sha256") ? "SHA-256" : "";
        if (algorithm.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FileHash(MessageDigest.getInstance(algorithm)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    /**
     * Hashes a file and writes its line.
     *
     * @param escaped whether people read it: then the name is shown as everywhere else instead of byte for byte
     */
    void writeLine(ByteSource content, GuestPath path, boolean escaped, StandardOutput out) throws ImageException {
        long position = 0;
        while (position < content.size()) {
            int count = (int) Math.min(block.length, content.size() - position);
            content.readFully(position, block, 0, count);
            digest.update(block, 0, count);
            position += count;
        }
        String hash = HexFormat.of().formatHex(digest.digest());
        if (escaped) {
            write(hash + "  ." + path + "\n", out);
            return;
        }
        byte[] name = path.toBytes();
        boolean special = false;
        for (byte b : name) {
            special |= b == '\\' || b == '\n' || b == '\r';
        }
        // coreutils, digest.c: a backslash before the hash tells that the name is escaped.
        write((special ? "\\" : "") + hash + "  .", out);
        int plain = 0;
        for (int i = 0; i < name.length; i++) {
            if (name[i] == '\\' || name[i] == '\n' || name[i] == '\r') {
                out.write(name, plain, i - plain);
                write(name[i] == '\\' ? "\\\\" : name[i] == '\n' ? "\\n" : "\\r", out);
                plain = i + 1;
            }
        }
        out.write(name, plain, name.length - plain);
        out.write('\n');
    }

    private static void write(String text, StandardOutput out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }
}
