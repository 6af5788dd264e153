package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A set of ports from 1 to 65535. Immutable. */
public final class PortSet {
    private static final int LAST = 65535;

    /** No port. */
    public static final PortSet NONE = new PortSet(new int[0]);

    /** Every port. */
    public static final PortSet ALL = new PortSet(new int[] {1, LAST});

    /** First and last port of each range, ascending; ranges neither overlap nor touch. */
    private final int[] bounds;

    private PortSet(int[] bounds) {
        this.bounds = bounds;
    }

    /** The ports from {@code first} to {@code last}; what lies beyond 1 and 65535 is left out, and there may be none. */
    public static PortSet of(int first, int last) {
        int from = Math.max(1, first);
        int to = Math.min(LAST, last);
        return from > to ? NONE : from == 1 && to == LAST ? ALL : new PortSet(new int[] {from, to});
    }

    /** One port. */
    public static PortSet of(int port) {
        return of(port, port);
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    private boolean isAll() {
        return bounds.length == 2 && bounds[0] == 1 && bounds[1] == LAST;
    }

    /** How many ports. */
    public int size() {
        int size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    /** The lowest port; 0 if there is none. */
    public int first() {
        return isEmpty() ? 0 : bounds[0];
    }

    public boolean contains(int port) {
        int at = Arrays.binarySearch(bounds, port);
        // Between two bounds, the first of which begins a range; or on a bound.
        return at >= 0 || ((-at - 1) & 1) == 1;
    }

    /** The ports of both. */
    public PortSet union(PortSet other) {
        if (isEmpty() || other.isAll()) {
            return other;
        }
        if (other.isEmpty() || isAll()) {
            return this;
        }
        return complement().intersect(other.complement()).complement();
    }

    /** The ports that are in both. */
    public PortSet intersect(PortSet other) {
        if (isEmpty() || other.isAll()) {
            return this;
        }
        if (other.isEmpty() || isAll()) {
            return other;
        }
        int[] found = new int[bounds.length + other.bounds.length];
        int count = 0;
        int i = 0;
        int j = 0;
        while (i < bounds.length && j < other.bounds.length) {
            int from = Math.max(bounds[i], other.bounds[j]);
            int to = Math.min(bounds[i + 1], other.bounds[j + 1]);
            if (from <= to) {
                found[count++] = from;
                found[count++] = to;
            }
            if (bounds[i + 1] < other.bounds[j + 1]) {
                i += 2;
            } else {
                j += 2;
            }
        }
        return count == 0 ? NONE : new PortSet(Arrays.copyOf(found, count));
    }

    /** The ports that are in this one only. */
    public PortSet minus(PortSet other) {
        return other.isEmpty() || isEmpty() ? this : other.isAll() ? NONE : intersect(other.complement());
    }

    /** All other ports. */
    public PortSet complement() {
        if (isEmpty()) {
            return ALL;
        }
        int[] found = new int[bounds.length + 2];
        int count = 0;
        int from = 1;
        for (int i = 0; i < bounds.length; i += 2) {
            if (bounds[i] > from) {
                found[count++] = from;
                found[count++] = bounds[i] - 1;
            }
            from = bounds[i + 1] + 1;
        }
        if (from <= LAST) {
            found[count++] = from;
            found[count++] = LAST;
        }
        return count == 0 ? NONE : new PortSet(Arrays.copyOf(found, count));
    }

    /** Its ranges, ascending. */
    public List<PortSet> ranges() {
        List<PortSet> ranges = new ArrayList<>();
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(of(bounds[i], bounds[i + 1]));
        }
        return ranges;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortSet that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** {@code 22, 8000-8010}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : ", ").append(bounds[i]);
            if (bounds[i + 1] > bounds[i]) {
                text.append('-').append(bounds[i + 1]);
            }
        }
        return text.toString();
    }
}
