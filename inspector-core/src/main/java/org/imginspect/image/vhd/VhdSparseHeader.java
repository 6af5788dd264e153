package org.imginspect.image.vhd;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The validated sparse header of a dynamic or differencing disk. Offsets and sizes are bytes, never negative.
 *
 * @param entries of the block allocation table, enough for the disk
 * @param parentId the parent's unique id; of no meaning in a dynamic disk
 * @param parentName where a parent lies beside this file, with {@code /} between directories; empty if there is none, or if it is
 *     named by absolute paths only
 * @param parentText how the parent is named where {@code parentName} is empty, for messages
 */
record VhdSparseHeader(
        long tableOffset,
        long entries,
        int blockBytes,
        String parentId,
        Optional<String> parentName,
        String parentText) {

    private static final int BYTES = 1024;
    private static final int CHECKSUM_AT = 0x24;
    private static final int LOCATORS_AT = 0x240;
    private static final int LOCATORS = 8;
    private static final int LOCATOR_BYTES = 24;
    private static final int NAME_AT = 0x40;
    private static final int NAME_BYTES = 512;
    // PATH_MAX, in two bytes a character
    private static final int LOCATOR_MAX_BYTES = 8192;
    private static final int CODE_W2RU = 0x57327275;
    private static final int CODE_W2KU = 0x57326b75;
    private static final int CODE_MACX = 0x4d616358;

    static VhdSparseHeader read(ByteSource file, VhdFooter footer) throws ImageException {
        long at = footer.sparseOffset();
        if (at > file.size() - BYTES) {
            throw file.read(0, (int) Math.min(VhdFooter.BYTES, file.size()))
                    .damaged(
                            "vhd: sparse header at 0x" + Long.toHexString(at) + " ends beyond the file of "
                                    + file.size() + " bytes",
                            0x10);
        }
        Bytes head = file.read(at, BYTES);
        if (!head.latin1(0, 8).equals("cxsparse")) { // Cookie, 0x0
            throw head.damaged("vhd: no cookie 'cxsparse' in the sparse header", 0);
        }
        long stored = head.be32(CHECKSUM_AT); // Checksum, 0x24, be32
        long computed = VhdFooter.checksum(head, CHECKSUM_AT);
        if (stored != computed) {
            throw head.damaged(
                    "vhd: checksum 0x" + Long.toHexString(stored) + " of the sparse header should be 0x"
                            + Long.toHexString(computed),
                    CHECKSUM_AT);
        }
        long version = head.be32(0x18); // Header Version, 0x18, be32
        if (version != VhdFooter.VERSION) {
            throw new UnsupportedFeatureException(
                    "vhd: sparse header version 0x" + Long.toHexString(version) + " is not 0x10000",
                    head.where(),
                    head.positionOf(0x18));
        }
        long blockBytes = head.be32(0x20); // Block Size, 0x20, be32, bytes
        if (blockBytes < VhdFooter.SECTOR_BYTES || blockBytes > 1 << 30 || Long.bitCount(blockBytes) != 1) {
            throw head.damaged("vhd: block size " + blockBytes + " is not a power of two from 512 to 1 GiB", 0x20);
        }
        long entries = head.be32(0x1c); // Max Table Entries, 0x1c, be32
        if (entries * blockBytes < footer.sizeBytes()) {
            throw head.damaged(
                    "vhd: " + entries + " blocks of " + blockBytes + " bytes are too few for a disk of "
                            + footer.sizeBytes() + " bytes",
                    0x1c);
        }
        long table = head.be64Size(0x10, "vhd: table offset"); // Table Offset, 0x10, be64
        String id = VhdFooter.id(head, 0x28); // Parent Unique ID, 0x28
        if (footer.type() != VhdFooter.Type.DIFFERENCING) {
            return new VhdSparseHeader(table, entries, (int) blockBytes, id, Optional.empty(), "");
        }
        String beside = text(head, NAME_AT, NAME_BYTES, StandardCharsets.UTF_16BE); // Parent Unicode Name
        Optional<String> name = relative(locator(file, head, CODE_W2RU, StandardCharsets.UTF_16LE));
        if (name.isEmpty()) {
            name = relative(locator(file, head, CODE_MACX, StandardCharsets.UTF_8)
                    .map(url -> url.startsWith("file:") ? url.substring(5) : url));
        }
        if (name.isEmpty()) {
            name = relative(Optional.of(beside));
        }
        String said = locator(file, head, CODE_W2KU, StandardCharsets.UTF_16LE).orElse(beside);
        return new VhdSparseHeader(table, entries, (int) blockBytes, id, name, said);
    }

    /** The text of the first locator of that code. */
    private static Optional<String> locator(ByteSource file, Bytes head, int code, Charset charset)
            throws ImageException {
        for (int i = 0; i < LOCATORS; i++) {
            int at = LOCATORS_AT + i * LOCATOR_BYTES;
            if (head.be32(at) != code) { // Platform Code, 0x0, be32
                continue;
            }
            long length = head.be32(at + 0x08); // Platform Data Length, 0x8, be32, bytes
            long offset = head.be64Size(at + 0x10, "vhd: parent locator offset"); // Platform Data Offset, 0x10, be64
            if (length > LOCATOR_MAX_BYTES || offset > file.size() - length) {
                throw head.damaged(
                        "vhd: parent locator of " + length + " bytes at 0x" + Long.toHexString(offset)
                                + " is longer than " + LOCATOR_MAX_BYTES + " or ends beyond the file",
                        at);
            }
            return Optional.of(text(file.read(offset, (int) length), 0, (int) length, charset));
        }
        return Optional.empty();
    }

    private static String text(Bytes bytes, int at, int length, Charset charset) throws ImageException {
        String text = new String(bytes.copy(at, length), charset);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** A path as this system writes it; empty if there is none, or it is absolute. */
    private static Optional<String> relative(Optional<String> path) {
        String slashes = path.orElse("").replace('\\', '/');
        while (slashes.startsWith("./")) {
            slashes = slashes.substring(2);
        }
        boolean absolute = slashes.startsWith("/") || (slashes.length() > 1 && slashes.charAt(1) == ':');
        return slashes.isEmpty() || absolute ? Optional.empty() : Optional.of(slashes);
    }
}
