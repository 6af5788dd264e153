package org.imginspect.facts.ssh;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** {@code addr_match_list()} of OpenSSH's addr.c and addrmatch.c: addresses, CIDR blocks, patterns, and {@code !} before any of them. */
final class SshdAddresses {
    /** What the list is no list for: sshd refuses such a Match. */
    static final int INVALID = -2;

    private static final int V4 = 4;
    private static final int V6 = 16;

    private SshdAddresses() {}

    /** Whether every block in the list is one: {@code addr_match_list(NULL, list)}. */
    static boolean isValid(String list) {
        for (String each : list.split(",", -1)) {
            String entry = each.startsWith("!") ? each.substring(1) : each;
            if (entry.isEmpty() || cidr(entry) == CidrState.INCONSISTENT) {
                return false;
            }
        }
        return true;
    }

    /** 1 if the address is in the list, -1 if it is behind {@code !}, 0 if not, {@link #INVALID}. */
    static int list(String address, String list) {
        Optional<byte[]> bytes = parse(address);
        int result = 0;
        for (String each : list.split(",", -1)) {
            boolean negated = each.startsWith("!");
            String entry = negated ? each.substring(1) : each;
            if (entry.isEmpty()) {
                return INVALID;
            }
            boolean matched = switch (cidr(entry)) {
                case INCONSISTENT -> false;
                case BLOCK -> bytes.isPresent() && contains(entry, bytes.get());
                case NONE -> SshdPatterns.list(address, entry.toLowerCase(Locale.ROOT), true) == 1;
            };
            if (cidr(entry) == CidrState.INCONSISTENT) {
                return INVALID;
            }
            if (matched && negated) {
                return -1;
            }
            if (matched) {
                result = 1;
            }
        }
        return result;
    }

    private enum CidrState {
        BLOCK,
        NONE,
        INCONSISTENT
    }

    /** {@code addr_pton_cidr()}: the bits behind the prefix must not be set. */
    private static CidrState cidr(String entry) {
        int slash = entry.indexOf('/');
        String text = slash < 0 ? entry : entry.substring(0, slash);
        Optional<byte[]> address = parse(text);
        if (address.isEmpty()) {
            return CidrState.NONE; // A pattern, or a name.
        }
        if (slash < 0) {
            return CidrState.BLOCK;
        }
        int bits = bits(entry.substring(slash + 1));
        byte[] bytes = address.get();
        if (bits < 0 || bits > bytes.length * 8) {
            return bits < 0 ? CidrState.NONE : CidrState.INCONSISTENT;
        }
        for (int i = bits; i < bytes.length * 8; i++) {
            if ((bytes[i / 8] & (0x80 >> (i % 8))) != 0) {
                return CidrState.INCONSISTENT;
            }
        }
        return CidrState.BLOCK;
    }

    private static boolean contains(String entry, byte[] address) {
        int slash = entry.indexOf('/');
        byte[] block = parse(slash < 0 ? entry : entry.substring(0, slash)).orElse(new byte[0]);
        if (block.length != address.length) {
            return false;
        }
        int bits = slash < 0 ? block.length * 8 : bits(entry.substring(slash + 1));
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((block[i / 8] & mask) != (address[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static int bits(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    /** An address as inet_pton(3) takes it, without a zone. */
    static Optional<byte[]> parse(String text) {
        return text.indexOf(':') < 0 ? four(text) : six(text);
    }

    private static Optional<byte[]> four(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != V4) {
            return Optional.empty();
        }
        byte[] bytes = new byte[V4];
        for (int i = 0; i < V4; i++) {
            int value =
                    parts[i].length() > 3 || (parts[i].length() > 1 && parts[i].charAt(0) == '0') ? -1 : bits(parts[i]);
            if (value < 0 || value > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) value;
        }
        return Optional.of(bytes);
    }

    private static Optional<byte[]> six(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        Optional<byte[]> head = groups(gap < 0 ? text : text.substring(0, gap));
        Optional<byte[]> tail = gap < 0 ? Optional.of(new byte[0]) : groups(text.substring(gap + 2));
        if (head.isEmpty() || tail.isEmpty()) {
            return Optional.empty();
        }
        int length = head.get().length + tail.get().length;
        if (gap < 0 ? length != V6 : length > V6 - 2) {
            return Optional.empty();
        }
        byte[] bytes = Arrays.copyOf(head.get(), V6);
        System.arraycopy(tail.get(), 0, bytes, V6 - tail.get().length, tail.get().length);
        return Optional.of(bytes);
    }

    private static Optional<byte[]> groups(String text) {
        if (text.isEmpty()) {
            return Optional.of(new byte[0]);
        }
        String[] parts = text.split(":", -1);
        byte[] bytes = new byte[parts.length * 2 + 2];
        int at = 0;
        if (parts.length > V6 / 2) {
            return Optional.empty();
        }
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                Optional<byte[]> four = four(parts[i]);
                if (four.isEmpty()) {
                    return Optional.empty();
                }
                System.arraycopy(four.get(), 0, bytes, at, V4);
                at += V4;
                continue;
            }
            if (parts[i].isEmpty() || parts[i].length() > V4) {
                return Optional.empty();
            }
            int value = 0;
            for (int j = 0; j < parts[i].length(); j++) {
                int digit = Character.digit(parts[i].charAt(j), 16);
                if (digit < 0 || parts[i].charAt(j) > 'f') {
                    return Optional.empty();
                }
                value = value * 16 + digit;
            }
            bytes[at++] = (byte) (value >> 8);
            bytes[at++] = (byte) value;
        }
        return Optional.of(Arrays.copyOf(bytes, at));
    }
}
