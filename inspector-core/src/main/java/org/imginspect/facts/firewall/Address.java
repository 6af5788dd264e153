package org.imginspect.facts.firewall;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address of IPv4 or IPv6 as a number.
 *
 * @param high the upper 64 bits of one of IPv6; 0 of one of IPv4
 * @param low the lower 64 bits
 */
record Address(boolean ipv6, long high, long low) implements Comparable<Address> {
    /** All addresses of IPv4 first. */
    @Override
    public int compareTo(Address other) {
        if (ipv6 != other.ipv6) {
            return ipv6 ? 1 : -1;
        }
        int upper = Long.compareUnsigned(high, other.high);
        return upper != 0 ? upper : Long.compareUnsigned(low, other.low);
    }

    int bits() {
        return ipv6 ? 128 : 32;
    }

    /** The address whose first {@code prefix} bits are these and whose others are all 0, or all 1. */
    Address masked(int prefix, boolean ones) {
        int host = bits() - prefix;
        long lowMask = host >= 64 ? -1L : (1L << host) - 1;
        long highMask = host <= 64 ? 0 : host >= 128 ? -1L : (1L << (host - 64)) - 1;
        if (!ipv6) {
            lowMask &= 0xffffffffL;
        }
        return ones
                ? new Address(ipv6, high | highMask, low | lowMask)
                : new Address(ipv6, high & ~highMask, low & ~lowMask);
    }

    /** An address as text; empty if it is none. Names are none. */
    static Optional<Address> parse(String text) {
        return text.indexOf(':') >= 0 ? parse6(text) : parse4(text);
    }

    /** Four numbers, or fewer as iptables takes them: {@code 10.1} is 10.1.0.0. */
    private static Optional<Address> parse4(String text) {
        long value = 0;
        int parts = 0;
        int from = 0;
        while (from <= text.length() && parts < 4) {
            int dot = text.indexOf('.', from);
            int end = dot < 0 ? text.length() : dot;
            int part = number(text, from, end, 10, 3);
            if (part < 0 || part > 255) {
                return Optional.empty();
            }
            value = value << 8 | part;
            parts++;
            from = end + 1;
        }
        if (from <= text.length()) {
            return Optional.empty();
        }
        return Optional.of(new Address(false, 0, value << (8 * (4 - parts))));
    }

    private static Optional<Address> parse6(String text) {
        int[] groups = new int[8];
        int count = 0;
        int gap = -1;
        int from = 0;
        if (text.startsWith("::")) {
            gap = 0;
            from = 2;
        }
        while (from < text.length()) {
            if (count == 8) {
                return Optional.empty();
            }
            int colon = text.indexOf(':', from);
            int end = colon < 0 ? text.length() : colon;
            if (colon < 0 && text.indexOf('.', from) >= 0) {
                Optional<Address> tail = parse4(text.substring(from));
                if (tail.isEmpty() || count > 6) {
                    return Optional.empty();
                }
                groups[count++] = (int) (tail.get().low() >> 16);
                groups[count++] = (int) (tail.get().low() & 0xffff);
                from = text.length();
                break;
            }
            int group = number(text, from, end, 16, 4);
            if (group < 0) {
                return Optional.empty();
            }
            groups[count++] = group;
            from = end + 1;
            if (colon >= 0 && from < text.length() && text.charAt(from) == ':') {
                if (gap >= 0) {
                    return Optional.empty();
                }
                gap = count;
                from++;
            } else if (colon >= 0 && from == text.length()) {
                return Optional.empty();
            }
        }
        if (gap < 0 ? count != 8 : count > 7) {
            return Optional.empty();
        }
        int[] all = new int[8];
        int head = gap < 0 ? count : gap;
        System.arraycopy(groups, 0, all, 0, head);
        System.arraycopy(groups, head, all, 8 - (count - head), count - head);
        return Optional.of(new Address(true, join(all, 0), join(all, 4)));
    }

    private static long join(int[] groups, int from) {
        long value = 0;
        for (int i = from; i < from + 4; i++) {
            value = value << 16 | groups[i];
        }
        return value;
    }

    /** -1 if it is none. */
    private static int number(String text, int from, int end, int radix, int digits) {
        if (end <= from || end - from > digits) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < end; i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0 || text.charAt(i) > 'f') {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    /** The length of the prefix that a mask such as 255.255.0.0 stands for; -1 if its ones do not stand together. */
    static int prefixOf(Address mask) {
        for (int prefix = 0; prefix <= mask.bits(); prefix++) {
            Address ones = new Address(mask.ipv6, 0, 0).masked(0, true);
            @Nullable Address wanted = ones.masked(prefix, false);
            if (wanted.equals(mask)) {
                return prefix;
            }
        }
        return -1;
    }
}
