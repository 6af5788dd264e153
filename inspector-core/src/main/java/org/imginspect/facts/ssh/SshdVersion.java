package org.imginspect.facts.ssh;

import java.util.Optional;

/** The version of OpenSSH that its authors gave it: 9.2 of {@code 9.2p1}. */
public record SshdVersion(int major, int minor) implements Comparable<SshdVersion> {
    /** {@code 9.2p1}, {@code 9.7_p1-r4}; empty if it does not begin with two numbers. */
    static Optional<SshdVersion> parse(String text) {
        int at = 0;
        int[] numbers = new int[2];
        for (int i = 0; i < 2; i++) {
            int from = at;
            while (at < text.length() && at - from < 4 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                numbers[i] = numbers[i] * 10 + (text.charAt(at++) - '0');
            }
            if (at == from || (i == 0 && (at >= text.length() || text.charAt(at++) != '.'))) {
                return Optional.empty();
            }
        }
        return Optional.of(new SshdVersion(numbers[0], numbers[1]));
    }

    /** Whether it is this one or a later one. */
    public boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    @Override
    public int compareTo(SshdVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
