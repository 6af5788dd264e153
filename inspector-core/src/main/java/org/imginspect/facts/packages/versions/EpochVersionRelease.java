package org.imginspect.facts.packages.versions;

import org.jspecify.annotations.Nullable;

/**
 * A version cut as rpm (rpmverParse) and pacman (parseEVR) cut it.
 *
 * @param epoch digits, "0" if there are none
 * @param release null if there is none, which is not the same as an empty one
 */
record EpochVersionRelease(
        String epoch, String version, @Nullable String release) {
    static EpochVersionRelease parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        boolean hasEpoch = digits < text.length() && text.charAt(digits) == ':';
        String epoch = hasEpoch && digits > 0 ? text.substring(0, digits) : "0";
        String rest = hasEpoch ? text.substring(digits + 1) : text;
        int dash = rest.lastIndexOf('-');
        return dash < 0
                ? new EpochVersionRelease(epoch, rest, null)
                : new EpochVersionRelease(epoch, rest.substring(0, dash), rest.substring(dash + 1));
    }
}
