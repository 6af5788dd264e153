package org.imginspect.image.vmdk;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;

/**
 * The text that says what a disk is made of. Everything in it has to be understood: a line that is none of the known kinds is damage.
 *
 * @param createType {@code monolithicSparse} and so on
 * @param cid what a child calls this disk, eight hexadecimal digits
 * @param parentCid what the parent must be called; empty if there is none
 * @param parentName the name of the parent's file; empty if there is none
 */
record VmdkDescriptor(
        String createType,
        String cid,
        Optional<String> parentCid,
        Optional<String> parentName,
        List<VmdkExtentLine> extents) {

    static final String FIRST_LINE = "# Disk DescriptorFile";
    /** qemu reads no more of one. */
    static final int BYTES_MAX = 1 << 20;

    private static final int EXTENTS_MAX = 1 << 16;
    private static final String NO_PARENT = "ffffffff";
    private static final String PARENT_HINT = "parentFileNameHint";
    private static final Set<String> VERSIONS = Set.of("1", "2", "3");
    private static final Set<String> ENCODINGS =
            Set.of("utf-8", "us-ascii", "windows-1252", "iso-8859-1", "gbk", "big5", "shift_jis", "euc-kr");

    /** A whole file, or a part of one, which NUL bytes fill up. */
    static VmdkDescriptor read(ByteSource file, long offset, long length) throws ImageException {
        String where = file.describe();
        if (length > BYTES_MAX) {
            throw new DamagedImageException("vmdk: a descriptor of " + length + " bytes exceeds 1 MiB", where, offset);
        }
        if (offset > file.size() || length > file.size() - offset) {
            throw new DamagedImageException(
                    "vmdk: descriptor of " + length + " bytes at 0x" + Long.toHexString(offset)
                            + " ends beyond the file of " + file.size() + " bytes",
                    where);
        }
        byte[] bytes = file.read(offset, (int) length).copy(0, (int) length);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            int c = bytes[end] & 0xff;
            if (c < ' ' && c != '\n' && c != '\r' && c != '\t') {
                throw new DamagedImageException(
                        "vmdk: control character 0x" + Integer.toHexString(c) + " in the descriptor",
                        where,
                        offset + end);
            }
            end++;
        }
        if (end == bytes.length && length < file.size()) {
            throw new DamagedImageException(
                    "vmdk: the embedded descriptor fills its room of " + length + " bytes without an end",
                    where,
                    offset);
        }
        return parse(bytes, end, where);
    }

    private static VmdkDescriptor parse(byte[] bytes, int length, String where) throws ImageException {
        // Everything but the names of files is ASCII.
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(FIRST_LINE)) {
            throw new DamagedImageException("vmdk: the descriptor does not begin with '" + FIRST_LINE + "'", where);
        }
        Map<String, String> values = new HashMap<>();
        List<String> extentLines = new ArrayList<>();
        for (String raw : text.split("\n", -1)) {
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (VmdkExtentLine.isOne(line)) {
                extentLines.add(line);
            } else {
                keep(values, line, where);
            }
            if (extentLines.size() > EXTENTS_MAX) {
                throw new DamagedImageException("vmdk: more than " + EXTENTS_MAX + " extents", where);
            }
        }
        refuse(values, where);
        // qemu takes what follows the first of these words for the parent, in a comment as well: no two readings, then.
        int hint = text.indexOf(PARENT_HINT);
        if (hint >= 0 && (text.indexOf(PARENT_HINT, hint + 1) >= 0 || !values.containsKey("parentfilenamehint"))) {
            throw new DamagedImageException(
                    "vmdk: '" + PARENT_HINT + "' stands where it is no key of the descriptor", where);
        }
        Charset encoding = encoding(values, where);
        List<VmdkExtentLine> extents = new ArrayList<>();
        for (String line : extentLines) {
            extents.add(VmdkExtentLine.parse(decode(line, encoding, where), where));
        }
        if (extents.isEmpty()) {
            throw new DamagedImageException("vmdk: the descriptor has no extent", where);
        }
        return of(values, encoding, extents, where);
    }

    private static VmdkDescriptor of(
            Map<String, String> values, Charset encoding, List<VmdkExtentLine> extents, String where)
            throws ImageException {
        String parentCid = cid(values, "parentcid", where);
        String name = values.get("parentfilenamehint");
        if (parentCid.equals(NO_PARENT) != (name == null)) {
            throw new DamagedImageException(
                    "vmdk: parentCID " + parentCid + (name == null ? " without" : " with") + " a parentFileNameHint",
                    where);
        }
        return new VmdkDescriptor(
                required(values, "createtype", where),
                cid(values, "cid", where),
                name == null ? Optional.empty() : Optional.of(parentCid),
                name == null ? Optional.empty() : Optional.of(decode(name, encoding, where)),
                List.copyOf(extents));
    }

    /** Keeps {@code key = value} or {@code key = "value"}. */
    private static void keep(Map<String, String> values, String line, String where) throws ImageException {
        int equals = line.indexOf('=');
        String key = equals < 0 ? "" : line.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        if (key.isEmpty() || key.indexOf(' ') >= 0 || key.indexOf('"') >= 0) {
            throw new DamagedImageException(
                    "vmdk: the descriptor's line '" + line + "' is neither a comment, a value nor an extent", where);
        }
        String value = line.substring(equals + 1).strip();
        if (value.startsWith("\"")) {
            if (value.length() < 2 || value.indexOf('"', 1) != value.length() - 1) {
                throw new DamagedImageException("vmdk: the descriptor's line '" + line + "' is badly quoted", where);
            }
            value = value.substring(1, value.length() - 1);
        }
        // Two readers could believe different ones. Those of the data base (ddb.) say nothing of where the bytes are.
        if (values.put(key, value) != null && !key.startsWith("ddb.")) {
            throw new DamagedImageException("vmdk: the descriptor has '" + key + "' twice", where);
        }
    }

    private static void refuse(Map<String, String> values, String where) throws ImageException {
        String version = required(values, "version", where);
        if (!VERSIONS.contains(version)) {
            throw new UnsupportedFeatureException("vmdk: descriptor version '" + version + "' is not 1, 2 or 3", where);
        }
        for (Map.Entry<String, String> value : values.entrySet()) {
            String key = value.getKey();
            String lower = value.getValue().toLowerCase(Locale.ROOT);
            if (key.startsWith("encryption.") || (key.equals("ddb.iofilters") && lower.contains("crypt"))) {
                throw new UnsupportedFeatureException("vmdk: disk is encrypted (" + key + ")", where);
            }
            if (key.contains("nativeparent") || (key.equals("isnativesnapshot") && !lower.equals("no"))) {
                throw new UnsupportedFeatureException(
                        "vmdk: the parent is a snapshot of the storage array (" + key + ")", where);
            }
        }
    }

    private static String required(Map<String, String> values, String key, String where) throws ImageException {
        String value = values.get(key);
        if (value == null) {
            throw new DamagedImageException("vmdk: the descriptor has no '" + key + "'", where);
        }
        return value;
    }

    private static String cid(Map<String, String> values, String key, String where) throws ImageException {
        String text = required(values, key, where).toLowerCase(Locale.ROOT);
        boolean hexadecimal = !text.isEmpty() && text.length() <= NO_PARENT.length();
        for (int i = 0; i < text.length() && hexadecimal; i++) {
            hexadecimal = Character.digit(text.charAt(i), 16) >= 0 && text.charAt(i) < 0x80;
        }
        if (!hexadecimal) {
            throw new DamagedImageException(
                    "vmdk: " + key + " '" + text + "' is no hexadecimal number of up to 8 digits", where);
        }
        return "0".repeat(NO_PARENT.length() - text.length()) + text;
    }

    private static Charset encoding(Map<String, String> values, String where) throws ImageException {
        String name = values.getOrDefault("encoding", "UTF-8");
        if (!ENCODINGS.contains(name.toLowerCase(Locale.ROOT)) || !Charset.isSupported(name)) {
            throw new UnsupportedFeatureException("vmdk: unknown encoding '" + name + "' of the descriptor", where);
        }
        return Charset.forName(name);
    }

    private static String decode(String latin1, Charset encoding, String where) throws ImageException {
        try {
            return encoding.newDecoder()
                    .decode(ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DamagedImageException(
                    "vmdk: the descriptor's name '" + latin1 + "' is no " + encoding.name(), where, e);
        }
    }
}
