package org.imginspect.image.vhdx;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.OtherFiles;
import org.imginspect.image.ParentDisk;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** The parent locator: keys and values. */
record VhdxParent(Map<String, String> values) {
    private static final String TYPE_VHDX = "b04aefb7-d19e-4a81-b789-25b8e9445913";
    private static final int ENTRIES_AT = 20;
    private static final int ENTRY_BYTES = 12;
    // There are five keys.
    private static final int ENTRIES_MAX = 64;

    VhdxParent {
        values = Map.copyOf(values);
    }

    static VhdxParent read(Bytes item) throws ImageException {
        String type = VhdxGuid.text(item, 0); // LocatorType, 0x0
        if (!type.equals(TYPE_VHDX)) {
            throw new UnsupportedFeatureException(
                    "vhdx: parent of unknown type " + type, item.where(), item.positionOf(0));
        }
        int count = item.le16(0x12); // KeyValueCount, 0x12, le16
        if (count > ENTRIES_MAX) {
            throw item.damaged("vhdx: parent locator of " + count + " entries exceeds " + ENTRIES_MAX, 0x12);
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int at = ENTRIES_AT + i * ENTRY_BYTES;
            // KeyOffset, 0x0, le32; ValueOffset, 0x4, le32; KeyLength, 0x8, le16; ValueLength, 0xa, le16
            String key = text(item, item.le32(at), item.le16(at + 8));
            values.put(key.toLowerCase(Locale.ROOT), text(item, item.le32(at + 4), item.le16(at + 10)));
        }
        return new VhdxParent(values);
    }

    private static String text(Bytes item, long offset, int length) throws ImageException {
        if (offset > item.length() - length) {
            throw item.damaged("vhdx: text of a parent locator ends beyond its item of " + item.length() + " bytes", 0);
        }
        return new String(item.copy((int) offset, length), StandardCharsets.UTF_16LE);
    }

    /** The parent's disk; it must be as the child knows it. */
    ParentDisk open(ByteSource file, OtherFiles others) throws ImageException {
        String name = values.getOrDefault("relative_path", "").replace('\\', '/');
        while (name.startsWith("./")) {
            name = name.substring(2);
        }
        if (name.isEmpty() || name.startsWith("/") || (name.length() > 1 && name.charAt(1) == ':')) {
            String said = values.getOrDefault("absolute_win32_path", values.getOrDefault("volume_path", name));
            throw new UnsupportedFeatureException(
                    "vhdx: differencing disk names its parent by an absolute path only, '" + printable(said)
                            + "'; merge it with its parent first",
                    file.describe());
        }
        DiskImage image = others.parent(name, "parent", "vhdx");
        Optional<String> found = image.id();
        if (!found.equals(linkage("parent_linkage")) && !found.equals(linkage("parent_linkage2"))) {
            image.disk().close();
            throw new DamagedImageException(
                    "vhdx: parent '" + printable(name) + "' has the data write GUID " + found.orElse("none") + ", not "
                            + printable(linkage("parent_linkage").orElse("none"))
                            + ": it is another disk, or was changed since",
                    file.describe());
        }
        return ParentDisk.of(name, image);
    }

    private Optional<String> linkage(String key) {
        String value = values.get(key);
        return value == null
                ? Optional.empty()
                : Optional.of(value.replace("{", "").replace("}", "").toLowerCase(Locale.ROOT));
    }

    /** Hostile text for a message: printable ASCII only. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            printable.append(c < ' ' || c > '~' ? '?' : c);
        }
        return printable.toString();
    }
}
