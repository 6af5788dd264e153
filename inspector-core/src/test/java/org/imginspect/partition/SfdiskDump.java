package org.imginspect.partition;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code sfdisk -d} wrote of a disk: the oracle of both partition table readers. */
public final class SfdiskDump {
    public final Map<String, String> header = new HashMap<>();
    public final List<Map<String, String>> partitions = new ArrayList<>();

    public SfdiskDump(String text) {
        for (String line : text.split("\n", -1)) {
            int colon = line.indexOf(':');
            if (line.startsWith("disk")) {
                partitions.add(partition(line.substring(0, colon).trim(), line.substring(colon + 1)));
            } else if (colon > 0) {
                header.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        }
    }

    public int sectorBytes() {
        return Integer.parseInt(header.getOrDefault("sector-size", "512"));
    }

    /** {@code number start-bytes size-bytes} and whatever else it says, in one line. */
    public List<String> lines(String... keys) {
        List<String> lines = new ArrayList<>();
        for (Map<String, String> partition : partitions) {
            StringBuilder line = new StringBuilder(partition.getOrDefault("number", "?"));
            line.append(' ').append(Long.parseLong(partition.getOrDefault("start", "-1")) * sectorBytes());
            line.append(' ').append(Long.parseLong(partition.getOrDefault("size", "-1")) * sectorBytes());
            for (String key : keys) {
                line.append(' ').append(partition.getOrDefault(key, ""));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static Map<String, String> partition(String device, String text) {
        Map<String, String> fields = new HashMap<>();
        fields.put("number", device.replaceFirst("^diskp?", ""));
        for (String part : text.split(",\\s*(?=[a-z]+)", -1)) {
            int equals = part.indexOf('=');
            String key = (equals < 0 ? part : part.substring(0, equals)).trim();
            String value = equals < 0 ? "yes" : part.substring(equals + 1).trim();
            fields.put(key.toLowerCase(Locale.ROOT), unescaped(value.replace("\"", "")));
        }
        return fields;
    }

    /** sfdisk writes bytes beyond ASCII as {@code \xc3}. */
    private static String unescaped(String text) {
        byte[] bytes = new byte[text.length()];
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\x", i)) {
                bytes[count++] = (byte) Integer.parseInt(text.substring(i + 2, i + 4), 16);
                i += 3;
            } else {
                bytes[count++] = (byte) text.charAt(i);
            }
        }
        return new String(bytes, 0, count, StandardCharsets.UTF_8);
    }
}
