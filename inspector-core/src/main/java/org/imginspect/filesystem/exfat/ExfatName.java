package org.imginspect.filesystem.exfat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.guest.GuestName;

/** Names: UTF-16LE on disk, UTF-8 for who lists them. */
final class ExfatName {
    private ExfatName() {}

    /** Half a surrogate pair is left out, as the kernel does. */
    static GuestName of(char[] units, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 16);
        for (int i = 0; i < length; i++) {
            char c = units[i];
            if (c < 0x80) {
                out.write(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(units[i + 1])) {
                out.writeBytes(new String(units, i, 2).getBytes(StandardCharsets.UTF_8));
                i++;
            } else if (!Character.isSurrogate(c)) {
                out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return GuestName.of(out.toByteArray());
    }

    /** The name's UTF-16; empty if it is no UTF-8, which no name on the volume can be then. */
    static Optional<String> utf16(GuestName name) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name.toBytes()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Without periods at the end, as the kernel takes names; a name of nothing else stays. */
    static String withoutTrailingPeriods(String name) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) == '.') {
            end--;
        }
        return end == 0 ? name : name.substring(0, end);
    }

    /** {@code ABCD-1234}. */
    static String serial(long serial) {
        String hex = Long.toHexString(1L << 32 | serial).substring(1).toUpperCase(Locale.ROOT);
        return hex.substring(0, 4) + "-" + hex.substring(4);
    }
}
