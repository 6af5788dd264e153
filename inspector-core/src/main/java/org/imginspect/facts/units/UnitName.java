package org.imginspect.facts.units;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Names of units: {@code prefix[@instance].type} (systemd.unit(5)). */
final class UnitName {
    private static final String[] TYPES = {
        ".service",
        ".socket",
        ".target",
        ".device",
        ".mount",
        ".automount",
        ".swap",
        ".timer",
        ".path",
        ".slice",
        ".scope"
    };
    /** {@code UNIT_NAME_MAX} of systemd's unit-name.h, with the NUL. */
    private static final int MAX = 256;

    private UnitName() {}

    /** A name without a type is a service's, as systemctl and {@code systemd.wants=} take it. */
    static String complete(String name) {
        return type(name).isEmpty() ? name + ".service" : name;
    }

    /** {@code .service}; empty text if it has none that systemd knows. */
    static String type(String name) {
        for (String type : TYPES) {
            if (name.endsWith(type)) {
                return type;
            }
        }
        return "";
    }

    /** {@code unit_name_is_valid()}: a type, something before it, no character that is not allowed, not too long. */
    static boolean isValid(String name) {
        String type = type(name);
        int end = name.length() - type.length();
        if (type.isEmpty() || end == 0 || name.length() >= MAX || name.charAt(0) == '@') {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            if (!((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || ":-_.\\@".indexOf(c) >= 0)) {
                return false;
            }
        }
        return true;
    }

    /** {@code foo@.service}. */
    static boolean isTemplate(String name) {
        int at = name.indexOf('@');
        return at > 0 && at == name.length() - type(name).length() - 1;
    }

    /** {@code foo@bar.service}. */
    static boolean isInstance(String name) {
        return name.indexOf('@') > 0 && !isTemplate(name);
    }

    /** {@code foo@.service} of {@code foo@bar.service}; the name itself if it is no instance. */
    static String template(String name) {
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at + 1) + type(name);
    }

    /** {@code bar} of {@code foo@bar.service}; empty text if it has none. */
    static String instance(String name) {
        int at = name.indexOf('@');
        return at < 0 ? "" : name.substring(at + 1, name.length() - type(name).length());
    }

    /** {@code foo} of {@code foo@bar.service} and of {@code foo.service}. */
    static String prefix(String name) {
        int at = name.indexOf('@');
        return name.substring(0, at < 0 ? name.length() - type(name).length() : at);
    }

    /** A template with an instance put in. */
    static String instantiate(String template, String instance) {
        int at = template.indexOf('@');
        return template.substring(0, at + 1) + instance + type(template);
    }

    /** {@code unit_name_unescape()}: {@code -} is a slash, {@code \x2d} a byte. */
    static String unescape(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '-') {
                out.write('/');
            } else if (bytes[i] == '\\' && i + 3 < bytes.length && bytes[i + 1] == 'x' && hex(bytes, i + 2) >= 0) {
                out.write(hex(bytes, i + 2));
                i += 3;
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int hex(byte[] bytes, int at) {
        int high = Character.digit((char) bytes[at], 16);
        int low = Character.digit((char) bytes[at + 1], 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    /** {@code unit_name_from_path()}: {@code /var/lib} becomes {@code var-lib}. */
    static String escapePath(String path) {
        StringBuilder out = new StringBuilder();
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        int from = 0;
        int to = bytes.length;
        while (from < to && bytes[from] == '/') {
            from++;
        }
        while (to > from && bytes[to - 1] == '/') {
            to--;
        }
        if (from == to) {
            return "-";
        }
        for (int i = from; i < to; i++) {
            int c = bytes[i] & 0xff;
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == ':'
                    || c == '_'
                    || (c == '.' && i > from);
            if (c == '/') {
                if (bytes[i - 1] != '/') {
                    out.append('-');
                }
            } else if (plain) {
                out.append((char) c);
            } else {
                out.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return out.toString();
    }
}
