package org.imginspect.facts.secrets;

import java.nio.charset.StandardCharsets;

/**
 * What a rule looks at: the bytes around a keyword.
 *
 * @param bytes the buffer; a rule reads {@code [from, to)} of it
 * @param start where the keyword begins
 * @param end behind the keyword
 * @param atFileStart whether {@code from} is the beginning of the file
 * @param path the file's path as text
 */
record Window(byte[] bytes, int from, int to, int start, int end, boolean atFileStart, String path) {

    /** The byte at an offset of the buffer; 0 outside the window. */
    int at(int offset) {
        return offset >= from && offset < to ? bytes[offset] & 0xff : 0;
    }

    /** Whether this text stands at an offset. */
    boolean has(String text, int offset) {
        if (offset < from || offset + text.length() > to) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((bytes[offset + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    String text(int begin, int limit) {
        int first = Math.max(from, begin);
        int last = Math.min(to, limit);
        return last <= first ? "" : new String(bytes, first, last - first, StandardCharsets.ISO_8859_1);
    }

    static boolean isWord(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    }

    static boolean isBase64(int c) {
        return (isWord(c) && c != '_') || c == '+' || c == '/';
    }
}
