package org.imginspect.guest;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** One part of a glob(7) pattern, matched byte by byte without backtracking over more than one star. */
public final class GlobPattern {
    private record Item(boolean star, BitSet allowed) {}

    private final List<Item> items;
    private final boolean leadingDot;

    private GlobPattern(List<Item> items, boolean leadingDot) {
        this.items = items;
        this.leadingDot = leadingDot;
    }

    static boolean isPattern(String part) {
        return part.indexOf('*') >= 0 || part.indexOf('?') >= 0 || part.indexOf('[') >= 0;
    }

    /** Compiles one part of a pattern, without a slash. */
    public static GlobPattern compile(String part) {
        byte[] bytes = part.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        List<Item> items = new ArrayList<>();
        int i = 0;
        while (i < bytes.length) {
            int c = bytes[i] & 0xff;
            int close = c == '[' ? closing(bytes, i) : -1;
            if (c == '*') {
                items.add(new Item(true, new BitSet()));
                i++;
            } else if (c == '?') {
                BitSet any = new BitSet(256);
                any.set(0, 256);
                items.add(new Item(false, any));
                i++;
            } else if (close > 0) {
                items.add(new Item(false, bracket(bytes, i + 1, close)));
                i = close + 1;
            } else {
                if (c == '\\' && i + 1 < bytes.length) {
                    i++;
                    c = bytes[i] & 0xff;
                }
                BitSet one = new BitSet(256);
                one.set(c);
                items.add(new Item(false, one));
                i++;
            }
        }
        return new GlobPattern(items, bytes.length > 0 && bytes[0] == '.');
    }

    private static int closing(byte[] bytes, int open) {
        int i = open + 1;
        if (i < bytes.length && (bytes[i] == '!' || bytes[i] == '^')) {
            i++;
        }
        if (i < bytes.length && bytes[i] == ']') {
            i++; // A bracket right after the opening one stands for itself.
        }
        while (i < bytes.length) {
            if (bytes[i] == ']') {
                return i;
            }
            i++;
        }
        return -1;
    }

    private static BitSet bracket(byte[] bytes, int from, int to) {
        boolean negated = bytes[from] == '!' || bytes[from] == '^';
        BitSet set = new BitSet(256);
        for (int i = negated ? from + 1 : from; i < to; i++) {
            int low = bytes[i] & 0xff;
            if (i + 2 < to && bytes[i + 1] == '-') {
                int high = bytes[i + 2] & 0xff;
                if (low <= high) {
                    set.set(low, high + 1);
                }
                i += 2;
            } else {
                set.set(low);
            }
        }
        if (negated) {
            set.flip(0, 256);
        }
        return set;
    }

    /** As the shell and glob(7) match: a leading period must be matched by a period. */
    boolean matches(GuestName name) {
        return (name.length() == 0 || name.byteAt(0) != '.' || leadingDot) && matchesHidden(name);
    }

    /** As {@code find -name} matches: a leading period is a byte like any other. */
    public boolean matchesHidden(GuestName name) {
        int item = 0;
        int at = 0;
        int starItem = -1;
        int starAt = -1;
        while (at < name.length()) {
            if (item < items.size() && items.get(item).star) {
                starItem = item++;
                starAt = at;
            } else if (item < items.size() && items.get(item).allowed.get(name.byteAt(at) & 0xff)) {
                item++;
                at++;
            } else if (starItem >= 0) {
                item = starItem + 1;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (item < items.size() && items.get(item).star) {
            item++;
        }
        return item == items.size();
    }
}
