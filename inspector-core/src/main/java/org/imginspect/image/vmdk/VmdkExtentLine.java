package org.imginspect.image.vmdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;

/**
 * One line of a descriptor's extent description: {@code RW 4192256 SPARSE "disk-s001.vmdk"}, {@code RW 12288 FLAT "disk-flat.vmdk" 0},
 * {@code RW 63 ZERO}.
 *
 * @param bytes how long the extent is, 1 sector or more
 * @param file the name of its file; empty for zeros
 * @param startBytes where in the file it begins; 0 for sparse ones
 */
record VmdkExtentLine(Kind kind, long bytes, String file, long startBytes) {
    private static final long SECTORS_MAX = 1L << 41;

    /** How an extent is kept. */
    enum Kind {
        FLAT,
        SPARSE,
        /** the copy-on-write extents of ESX */
        COWD,
        ZERO
    }

    /** Whether a line of the descriptor is meant to be one of these. */
    static boolean isOne(String line) {
        return line.startsWith("RW ") || line.startsWith("RDONLY ") || line.startsWith("NOACCESS ");
    }

    static VmdkExtentLine parse(String line, String where) throws ImageException {
        List<String> fields = fields(line, where);
        if (fields.size() < 3) {
            throw damaged(line, "has fewer than three fields", where);
        }
        long sectors = number(fields.get(1), line, where);
        if (sectors < 1) {
            throw damaged(line, "is of no sector", where);
        }
        String type = fields.get(2);
        Kind kind = kind(type, line, where);
        if (kind == Kind.ZERO) {
            if (fields.size() > 3) {
                throw damaged(line, "has fields behind ZERO", where);
            }
            return new VmdkExtentLine(kind, sectors * VmdkSparseHeader.SECTOR_BYTES, "", 0);
        }
        if (fields.get(0).equals("NOACCESS")) {
            throw new UnsupportedFeatureException(
                    "vmdk: the extent '" + line + "' may not be accessed (NOACCESS)", where);
        }
        if (fields.size() < 4 || fields.get(3).isEmpty() || fields.get(3).charAt(0) != '"') {
            throw damaged(line, "has no quoted name of a file", where);
        }
        Optional<String> start = fields.size() > 4 ? Optional.of(fields.get(4)) : Optional.empty();
        // FLAT has an offset, VMFS may have one, the others have none.
        if (fields.size() > 5 || (start.isPresent() != type.equals("FLAT") && !type.equals("VMFS"))) {
            throw damaged(line, "has the wrong number of fields for " + type, where);
        }
        long startSectors = start.isPresent() ? number(start.get(), line, where) : 0;
        if (kind != Kind.FLAT && startSectors != 0) {
            throw damaged(line, "has an offset", where);
        }
        String quoted = fields.get(3);
        return new VmdkExtentLine(
                kind,
                sectors * VmdkSparseHeader.SECTOR_BYTES,
                quoted.substring(1),
                startSectors * VmdkSparseHeader.SECTOR_BYTES);
    }

    private static Kind kind(String type, String line, String where) throws ImageException {
        return switch (type) {
            case "FLAT", "VMFS" -> Kind.FLAT;
            case "SPARSE" -> Kind.SPARSE;
            case "VMFSSPARSE" -> Kind.COWD;
            case "ZERO" -> Kind.ZERO;
            case "SESPARSE", "VSANSPARSE", "VMFSRDM", "VMFSRAW" ->
                throw new UnsupportedFeatureException("vmdk: extents of the kind " + type + " are not read", where);
            default -> throw damaged(line, "is of an unknown kind", where);
        };
    }

    private static long number(String text, String line, String where) throws DamagedImageException {
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw damaged(line, "has '" + text + "' for a number", where);
            }
            value = value * 10 + digit;
            if (value > SECTORS_MAX) {
                throw damaged(line, "has a number above " + SECTORS_MAX, where);
            }
        }
        if (text.isEmpty()) {
            throw damaged(line, "lacks a number", where);
        }
        return value;
    }

    /** The fields between blanks; a quoted one keeps the quote that it begins with. */
    private static List<String> fields(String line, String where) throws DamagedImageException {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == ' ' || c == '\t') {
                at++;
                continue;
            }
            int end = at + 1;
            if (c == '"') {
                end = line.indexOf('"', at + 1);
                if (end < 0) {
                    throw damaged(line, "has an open quote", where);
                }
                fields.add(line.substring(at, end));
                at = end + 1;
                continue;
            }
            while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '\t') {
                end++;
            }
            fields.add(line.substring(at, end));
            at = end;
        }
        return fields;
    }

    private static DamagedImageException damaged(String line, String what, String where) {
        return new DamagedImageException("vmdk: the extent '" + line + "' " + what, where);
    }
}
