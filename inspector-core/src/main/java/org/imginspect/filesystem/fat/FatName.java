package org.imginspect.filesystem.fat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.io.Bytes;

/** Names: short ones in code page 437, long ones in UTF-16LE, both shown as UTF-8. */
final class FatName {
    private static final int CASE_LOWER_BASE = 0x08;
    private static final int CASE_LOWER_EXT = 0x10;

    /** Code page 437 from 0x80 on. */
    private static final String CP437 = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
            + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

    private FatName() {}

    /** The eleven bytes of a short name with its dot; lower case where the NT byte says so. */
    static GuestName shortName(Bytes entry) throws DamagedImageException {
        int lower = entry.u8(0x0c);
        StringBuilder name = new StringBuilder(12);
        part(entry, 0, 8, (lower & CASE_LOWER_BASE) != 0, name);
        int base = name.length();
        name.append('.');
        part(entry, 8, 3, (lower & CASE_LOWER_EXT) != 0, name);
        if (name.length() == base + 1) {
            name.setLength(base);
        }
        return GuestName.of(name.toString());
    }

    private static void part(Bytes entry, int from, int length, boolean lower, StringBuilder out)
            throws DamagedImageException {
        int end = from;
        while (end < from + length && entry.u8(end) != 0) {
            end++; // the kernel takes a NUL for the end
        }
        while (end > from && entry.u8(end - 1) == ' ') {
            end--;
        }
        for (int i = from; i < end; i++) {
            int b = entry.u8(i);
            if (i == 0 && b == 0x05) {
                b = 0xe5; // KANJI lead byte, which would look deleted
            }
            char c = b < 0x80 ? (char) b : CP437.charAt(b - 0x80);
            if (lower) {
                char small = Character.toLowerCase(c);
                // The kernel's table knows lower case only inside the code page.
                c = small < 0x80 || CP437.indexOf(small) >= 0 ? small : c;
            }
            out.append(c);
        }
    }

    /** The volume label: eleven bytes without a dot, white space at the end cut off. */
    static String label(Bytes entry) throws DamagedImageException {
        StringBuilder label = new StringBuilder(11);
        for (int i = 0; i < 11; i++) {
            int b = entry.u8(i);
            if (i == 0 && b == 0x05) {
                b = 0xe5;
            }
            if (b == 0) {
                break;
            }
            label.append(b < 0x80 ? (char) b : CP437.charAt(b - 0x80));
        }
        return label.toString().stripTrailing();
    }

    /** UTF-16 up to the first NUL as UTF-8. Half a surrogate pair is left out, as the kernel does. */
    static GuestName longName(char[] units, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 16);
        for (int i = 0; i < length && units[i] != 0; i++) {
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

    /** The checksum that ties the parts of a long name to their short one. */
    static int checksum(Bytes entry) throws DamagedImageException {
        int sum = 0;
        for (int i = 0; i < 11; i++) {
            sum = (((sum & 1) << 7) + (sum >> 1) + entry.u8(i)) & 0xff;
        }
        return sum;
    }

    /** What look-ups compare: ASCII in lower case, periods at the end left out, as vfat takes names. */
    static String folded(GuestName name) {
        String text = new String(name.toBytes(), StandardCharsets.ISO_8859_1);
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '.') {
            end--;
        }
        if (end == 0) {
            end = text.length(); // nothing but periods: the name that is listed
        }
        // Bytes above ASCII are parts of UTF-8: toLowerCase would change some of them.
        StringBuilder out = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            out.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return out.toString();
    }

    /** {@code ABCD-1234}. */
    static String volumeId(long id) {
        String hex = Long.toHexString(1L << 32 | id).substring(1).toUpperCase(Locale.ROOT);
        return hex.substring(0, 4) + "-" + hex.substring(4);
    }
}
