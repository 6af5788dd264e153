package org.imginspect.facts.packages;

import org.imginspect.facts.packages.versions.VersionOrder;

/**
 * The version of a package.
 *
 * @param text as its manager prints it: {@code 1:5.2.15-2+b8}, {@code 23.4-7.el9}; compare it with the manager's {@link VersionOrder}
 * @param epoch 0 if none is named
 * @param version what the authors of the software call it: {@code 5.2.15}
 * @param release what the distribution counts: {@code 2+b8}, {@code 7.el9}, {@code r1}; empty if there is none
 */
public record PackageVersion(String text, long epoch, String version, String release) {
    private static final int MOST_EPOCH_DIGITS = 10;

    /** Cuts {@code [EPOCH:]VERSION[-RELEASE]}; dpkg, apk and pacman agree on this much. */
    static PackageVersion parse(String text) {
        int colon = text.indexOf(':');
        long epoch = colon < 0 ? -1 : number(text.substring(0, colon));
        int from = epoch < 0 ? 0 : colon + 1;
        int dash = text.lastIndexOf('-');
        return dash < from
                ? new PackageVersion(text, Math.max(epoch, 0), text.substring(from), "")
                : new PackageVersion(text, Math.max(epoch, 0), text.substring(from, dash), text.substring(dash + 1));
    }

    /** -1 if it is no number, or none that a manager takes. */
    private static long number(String digits) {
        if (digits.isEmpty() || digits.length() > MOST_EPOCH_DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    @Override
    public String toString() {
        return text;
    }
}
