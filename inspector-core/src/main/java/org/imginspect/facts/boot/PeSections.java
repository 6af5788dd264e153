package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.facts.boot.BootFile.Section;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/**
 * The sections of a program for EFI (Microsoft, "PE Format"). Only where they lie in the file is read.
 *
 * <pre>
 * DOS header                       COFF header, at e_lfanew
 *   e_magic   0x00  2  "MZ"          Signature             0x00  4  "PE\0\0"
 *   e_lfanew  0x3c  le32             Machine               0x04  le16
 * section header, 40 bytes           NumberOfSections      0x06  le16
 *   Name              0x00  8        SizeOfOptionalHeader  0x14  le16
 *   VirtualSize       0x08  le32     the optional header follows at 0x18, the section headers follow it
 *   SizeOfRawData     0x10  le32
 *   PointerToRawData  0x14  le32
 * </pre>
 */
final class PeSections {
    /** The number of sections that Windows' loader takes at most; EFI has none of its own. */
    private static final int SECTIONS = 96;

    private static final int DOS_BYTES = 0x40;
    private static final int COFF_BYTES = 0x18;
    private static final int SECTION_BYTES = 40;

    private PeSections() {}

    /**
     * The sections in the order of the file.
     *
     * @return empty if it is no PE file
     * @throws DamagedImageException if it is one, but a section lies outside it
     */
    static Optional<List<Section>> read(ByteSource file) throws ImageException {
        if (file.size() < DOS_BYTES) {
            return Optional.empty();
        }
        Bytes dos = file.read(0, DOS_BYTES);
        long start = dos.le32(0x3c); // e_lfanew, 0x3c, le32, bytes
        if (dos.le16(0) != 0x5a4d || start > file.size() - COFF_BYTES) { // e_magic, 0x00, 2 bytes, "MZ"
            return Optional.empty();
        }
        Bytes coff = file.read(start, COFF_BYTES);
        if (coff.be32(0) != 0x50450000L) { // Signature, 0x00, 4 bytes, "PE\0\0"
            return Optional.empty();
        }
        int count = coff.le16(0x06); // NumberOfSections, 0x06, le16
        if (count > SECTIONS) {
            throw new DamagedImageException(
                    "pe: " + count + " sections exceed " + SECTIONS, file.describe(), start + 0x06);
        }
        long table = start + COFF_BYTES + coff.le16(0x14); // SizeOfOptionalHeader, 0x14, le16, bytes
        if (table + ((long) count * SECTION_BYTES) > file.size()) {
            throw new DamagedImageException("pe: the section headers lie outside the file", file.describe(), table);
        }
        Bytes headers = file.read(table, count * SECTION_BYTES);
        List<Section> sections = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sections.add(section(headers.slice(i * SECTION_BYTES, SECTION_BYTES), file));
        }
        return Optional.of(sections);
    }

    private static Section section(Bytes header, ByteSource file) throws ImageException {
        String name = header.latin1(0, 8); // Name, 0x00, 8 bytes, padded with NUL
        int end = name.indexOf('\0');
        String shortName = end < 0 ? name : name.substring(0, end);
        // What is in the file may be padded beyond, or cut short of, what is loaded.
        long size = Math.min(header.le32(0x08), header.le32(0x10)); // VirtualSize, 0x08; SizeOfRawData, 0x10
        long position = size == 0 ? 0 : header.le32(0x14); // PointerToRawData, 0x14, le32, bytes
        if (position > file.size() || size > file.size() - position) {
            throw header.damaged("pe: section " + shortName + " lies outside the file", 0x14);
        }
        return new Section(shortName, position, size);
    }

    /** The content of a section as text. */
    static String text(ByteSource file, Section section, Limits limits) throws ImageException {
        long cap = Math.min(limits.get(Limits.TEXT_FILE_BYTES), Integer.MAX_VALUE - 8);
        if (section.sizeBytes() > cap) {
            throw new LimitExceededException(
                    "pe: section " + section.name() + " of " + section.sizeBytes()
                            + " bytes is too long to be read whole",
                    Limits.TEXT_FILE_BYTES,
                    cap,
                    file.describe());
        }
        byte[] content = new byte[(int) section.sizeBytes()];
        file.readFully(section.positionBytes(), content, 0, content.length);
        int length = 0;
        while (length < content.length && content[length] != 0) {
            length++;
        }
        return new String(content, 0, length, java.nio.charset.StandardCharsets.UTF_8);
    }
}
