package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A set of addresses: ranges in ascending order. Immutable. */
final class AddressSet {
    /** From {@code first} to {@code last}, both of one family. */
    record Range(Address first, Address last) {
        boolean contains(Address address) {
            return address.ipv6() == first.ipv6() && first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
        }

        boolean contains(Range other) {
            return contains(other.first) && contains(other.last);
        }

        /** Whether it is so wide that "any source" has to be looked at in parts: a /8 of IPv4, a /12 of IPv6, or more. */
        boolean isWide() {
            return first.ipv6()
                    ? Long.compareUnsigned(last.high() - first.high(), (1L << 52) - 1) >= 0
                    : last.low() - first.low() >= (1L << 24) - 1;
        }
    }

    static final AddressSet EMPTY = new AddressSet(List.of());

    private final List<Range> ranges;

    private AddressSet(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** Of ranges in any order, which may overlap. */
    static AddressSet of(List<Range> ranges) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort((one, other) -> one.first.compareTo(other.first));
        List<Range> merged = new ArrayList<>();
        for (Range range : sorted) {
            int last = merged.size() - 1;
            if (last >= 0 && merged.get(last).contains(range.first)) {
                Range before = merged.get(last);
                if (range.last.compareTo(before.last) > 0) {
                    merged.set(last, new Range(before.first, range.last));
                }
            } else {
                merged.add(range);
            }
        }
        return new AddressSet(List.copyOf(merged));
    }

    /** {@code 10.0.0.0/8}, {@code 10.0.0.0/255.0.0.0}, {@code 10.0.0.1-10.0.0.9}, one address; empty if it is none of these. */
    static Optional<Range> range(String text) {
        int slash = text.indexOf('/');
        int hyphen = text.indexOf('-');
        if (slash >= 0) {
            Optional<Address> address = Address.parse(text.substring(0, slash));
            String length = text.substring(slash + 1);
            if (address.isEmpty()) {
                return Optional.empty();
            }
            int prefix = -1;
            if (length.indexOf('.') >= 0 || length.indexOf(':') >= 0) {
                Optional<Address> mask = Address.parse(length);
                prefix = mask.isPresent() && mask.get().ipv6() == address.get().ipv6()
                        ? Address.prefixOf(mask.get())
                        : -1;
            } else if (!length.isEmpty()
                    && length.length() <= 3
                    && length.chars().allMatch(c -> c >= '0' && c <= '9')) {
                prefix = Integer.parseInt(length);
            }
            return prefix < 0 || prefix > address.get().bits()
                    ? Optional.empty()
                    : Optional.of(new Range(
                            address.get().masked(prefix, false), address.get().masked(prefix, true)));
        }
        if (hyphen >= 0) {
            Optional<Address> first = Address.parse(text.substring(0, hyphen));
            Optional<Address> last = Address.parse(text.substring(hyphen + 1));
            return first.isEmpty()
                            || last.isEmpty()
                            || first.get().ipv6() != last.get().ipv6()
                            || first.get().compareTo(last.get()) > 0
                    ? Optional.empty()
                    : Optional.of(new Range(first.get(), last.get()));
        }
        return Address.parse(text).map(address -> new Range(address, address));
    }

    List<Range> ranges() {
        return ranges;
    }

    boolean contains(Address address) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Range range = ranges.get(middle);
            if (range.contains(address)) {
                return true;
            }
            if (range.first.compareTo(address) > 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return false;
    }

    /** Whether all of {@code range} is in it. */
    boolean contains(Range range) {
        for (Range each : ranges) {
            if (each.contains(range)) {
                return true;
            }
        }
        return false;
    }

    /** Whether any address of this family that {@code outside} does not hold is in it. */
    boolean reachesBeyond(AddressSet outside, boolean ipv6) {
        for (Range each : ranges) {
            if (each.first.ipv6() == ipv6 && !outside.contains(each)) {
                return true;
            }
        }
        return false;
    }
}
