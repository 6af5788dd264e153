package org.imginspect.volume.lvm2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.Limits;

/**
 * The language of LVM's metadata (lvm.conf(5), libdm/libdm-config.c): {@code name = value}, {@code name { … }}, comments from {@code #} to the
 * line's end. A value is a number, a string in double quotes with backslashes, a string in single quotes without, a bare word, or an array of
 * these in brackets. Nothing recurses.
 */
final class Lvm2Text {
    private static final int DEPTH_MAX = 16;
    /** What a value costs in memory, about: its object, its place in a map. */
    private static final long VALUE_BYTES = 128;

    private final Limits limits;
    private final Map<String, String> keys = new HashMap<>();
    private byte[] text = new byte[0];
    private String where = "";
    private long values;
    private int at;
    private int sectionStart;
    private int sectionEnd;

    /** @param limits what all texts together that this one parses may cost */
    Lvm2Text(Limits limits) {
        this.limits = limits;
    }

    /** The whole text as a section without a name. It ends at the first NUL. */
    Lvm2Section parse(byte[] content, String path) throws DamagedImageException, LimitExceededException {
        text = content;
        where = path;
        at = 0;
        sectionStart = 0;
        sectionEnd = 0;
        keys.clear();
        return sections();
    }

    /**
     * The checksum of the last section of the text that was parsed last: what lies around it says when and where the text was written, which may
     * differ from one physical volume to the next.
     */
    int sectionSum() {
        return Lvm2Crc.update(Lvm2Crc.INITIAL, text, sectionStart, sectionEnd - sectionStart);
    }

    private Lvm2Section sections() throws DamagedImageException, LimitExceededException {
        Lvm2Section whole = new Lvm2Section("", where);
        Deque<Lvm2Section> open = new ArrayDeque<>();
        open.push(whole);
        while (true) {
            skipBlanks();
            Lvm2Section section = open.element();
            if (peek() == 0) {
                if (open.size() > 1) {
                    throw damaged("the text ends inside section '" + section.name() + "'");
                }
                return whole;
            }
            if (peek() == '}') {
                if (open.size() == 1) {
                    throw damaged("'}' closes no section");
                }
                at++;
                open.pop();
                if (open.size() == 1) {
                    sectionEnd = at;
                }
                continue;
            }
            int start = at;
            String key = word();
            skipBlanks();
            boolean assigned = peek() == '=';
            if (assigned) {
                at++;
                skipBlanks();
            }
            Object value;
            if (peek() == '{') {
                at++;
                Lvm2Section inner = new Lvm2Section(key, where);
                sectionStart = open.size() == 1 ? start : sectionStart;
                if (open.size() > DEPTH_MAX) {
                    throw damaged("sections nest deeper than " + DEPTH_MAX);
                }
                open.push(inner);
                value = inner;
            } else if (assigned) {
                value = peek() == '[' ? array() : single();
            } else {
                throw damaged("'" + key + "' is followed by neither = nor {");
            }
            count();
            if (!section.put(key, value)) {
                throw damaged("'" + key + "' is there twice in section '" + section.name() + "'");
            }
        }
    }

    private List<Object> array() throws DamagedImageException, LimitExceededException {
        List<Object> list = new ArrayList<>();
        at++;
        while (true) {
            skipBlanks();
            if (peek() == ']') {
                at++;
                return list;
            }
            list.add(single());
            count();
            skipBlanks();
            if (peek() == ',') {
                at++;
            } else if (peek() != ']') {
                throw damaged("an array goes on without a comma");
            }
        }
    }

    private Object single() throws DamagedImageException {
        int c = peek();
        if (c == '"') {
            return quoted();
        }
        if (c == '\'') {
            int from = ++at;
            while (peek() != '\'') {
                if (peek() == 0) {
                    throw damaged("a string has no end");
                }
                at++;
            }
            return string(from, at++);
        }
        String word = word();
        char first = word.charAt(0);
        if (first == '-' || first == '+' || (first >= '0' && first <= '9')) {
            try {
                // Fractions do not occur in metadata; what is none of our numbers stays a string that nobody asks for.
                return Long.valueOf(word);
            } catch (NumberFormatException e) {
                return word;
            }
        }
        return word;
    }

    private String quoted() throws DamagedImageException {
        int from = ++at;
        boolean escaped = false;
        while (peek() != '"') {
            if (peek() == '\\') {
                escaped = true;
                at++;
            }
            if (peek() == 0) {
                throw damaged("a string has no end");
            }
            at++;
        }
        String raw = string(from, at++);
        if (!escaped) {
            return raw;
        }
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '\\' && i + 1 < raw.length()) {
                i++;
            }
            out.append(raw.charAt(i));
        }
        return out.toString();
    }

    /** A run of characters that mean nothing else. */
    private String word() throws DamagedImageException {
        int from = at;
        while (isWord(peek())) {
            at++;
        }
        if (at == from) {
            throw damaged("unexpected character 0x" + Integer.toHexString(peek()));
        }
        String word = string(from, at);
        String known = keys.putIfAbsent(word, word);
        return known == null ? word : known;
    }

    private static boolean isWord(int c) {
        return c > ' ' && c != '=' && c != '{' && c != '}' && c != '[' && c != ']' && c != ',' && c != '#' && c != '"'
                && c != '\'';
    }

    private void skipBlanks() {
        while (true) {
            int c = peek();
            if (c == '#') {
                while (peek() != 0 && peek() != '\n') {
                    at++;
                }
            } else if (c == 0 || c > ' ') {
                return;
            } else {
                at++;
            }
        }
    }

    private int peek() {
        return at < text.length ? text[at] & 0xff : 0;
    }

    private String string(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.UTF_8);
    }

    private void count() throws LimitExceededException {
        long cap = limits.get(Limits.METADATA_TABLE_BYTES);
        if (++values > cap / VALUE_BYTES) {
            throw new LimitExceededException(
                    "lvm2: text with more than " + cap / VALUE_BYTES + " values",
                    Limits.METADATA_TABLE_BYTES,
                    cap,
                    where);
        }
    }

    private DamagedImageException damaged(String what) {
        return new DamagedImageException("lvm2: text at " + at + ": " + what, where);
    }
}
