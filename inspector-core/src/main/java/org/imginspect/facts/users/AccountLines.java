package org.imginspect.facts.users;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.imginspect.error.LimitExceededException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.Limits;

/**
 * The lines of passwd(5), group(5), shadow(5) and gshadow(5) as the C library's {@code files} service takes them apart: blanks before a line are
 * passed over, and so are empty lines, comments, and NIS's lines, which begin with {@code +} or {@code -}.
 */
final class AccountLines {
    /** What an entry takes, roughly. */
    private static final int BYTES_EACH = 512;

    private static final int MOST_FIELDS = 16;
    private static final long MOST = 0xffff_ffffL;
    /** Of the greatest number of 64 bits. */
    private static final long TENTH = Long.divideUnsigned(-1, 10);

    /**
     * One entry.
     *
     * @param number of the line in the file, from 1
     * @param fields at least one
     */
    record Line(int number, List<byte[]> fields) {
        /** A field as text; empty if the line ends before it. */
        String text(int field) {
            return field < fields.size() ? new String(fields.get(field), StandardCharsets.UTF_8) : "";
        }

        /** What stands from a field to the line's end, colons and all; empty if the line ends before it. */
        String rest(int field) {
            StringBuilder rest = new StringBuilder(text(field));
            for (int i = field + 1; i < fields.size(); i++) {
                rest.append(':').append(text(i));
            }
            return rest.toString();
        }

        /** The bytes of a field; none if the line ends before it. */
        byte[] raw(int field) {
            return field < fields.size() ? fields.get(field) : new byte[0];
        }
    }

    private AccountLines() {}

    /** @throws LimitExceededException if there are more entries than {@link Limits#METADATA_TABLE_BYTES} have room for */
    static List<Line> parse(byte[] content, GuestPath file, Limits limits) throws LimitExceededException {
        return parse(content, file, limits, 1);
    }

    /**
     * The entries that have so many fields.
     *
     * @throws LimitExceededException if there are more of them than {@link Limits#METADATA_TABLE_BYTES} have room for
     */
    static List<Line> parse(byte[] content, GuestPath file, Limits limits, int leastFields)
            throws LimitExceededException {
        long most = limits.get(Limits.METADATA_TABLE_BYTES) / BYTES_EACH;
        List<Line> entries = new ArrayList<>();
        int number = 0;
        int from = 0;
        while (from < content.length) {
            number++;
            int end = from;
            while (end < content.length && content[end] != '\n') {
                end++;
            }
            int start = from;
            while (start < end && isSpace(content[start])) {
                start++;
            }
            if (start < end && content[start] != '#' && content[start] != '+' && content[start] != '-') {
                List<byte[]> fields = fields(content, start, end);
                if (fields.size() >= leastFields) {
                    if (entries.size() >= most) {
                        throw new LimitExceededException(
                                "more accounts than are kept account of",
                                Limits.METADATA_TABLE_BYTES,
                                limits.get(Limits.METADATA_TABLE_BYTES),
                                file.toString());
                    }
                    entries.add(new Line(number, fields));
                }
            }
            from = end + 1;
        }
        return entries;
    }

    private static List<byte[]> fields(byte[] content, int start, int end) {
        List<byte[]> fields = new ArrayList<>();
        int from = start;
        for (int i = start; i <= end; i++) {
            // No account file has as many fields: what lies behind is one.
            if (i == end || (content[i] == ':' && fields.size() < MOST_FIELDS - 1)) {
                fields.add(Arrays.copyOfRange(content, from, i));
                from = i + 1;
            }
        }
        return fields;
    }

    /**
     * A user's or group's number as glibc reads it, with strtoul(3) in base 10: blanks and a sign may stand before it, so that {@code +0} and
     * {@code 00} are 0 too; a negative one is its complement in 64 bits.
     *
     * @return -1 if it is no number or does not fit into 32 bits: glibc passes over the whole line
     */
    static long number(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) < 128 && isSpace((byte) text.charAt(at))) {
            at++;
        }
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (at < text.length() && (negative || text.charAt(at) == '+')) {
            at++;
        }
        if (at == text.length()) {
            return -1;
        }
        long value = 0;
        for (; at < text.length(); at++) {
            char digit = text.charAt(at);
            if (digit < '0' || digit > '9' || Long.compareUnsigned(value, TENTH) > 0) {
                return -1;
            }
            long ten = value * 10;
            value = ten + (digit - '0');
            if (Long.compareUnsigned(value, ten) < 0) {
                return -1;
            }
        }
        value = negative ? -value : value;
        return Long.compareUnsigned(value, MOST) > 0 ? -1 : value;
    }

    /** isspace(3) in the C locale. */
    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }
}
