package org.imginspect.facts.packages.relations;

/**
 * {@code [EPOCH:]VERSION[-RELEASE]}, cut as rpm cuts it.
 *
 * @param epoch empty text if none is named
 * @param release empty text if none is named
 */
record RpmVersion(String epoch, String version, String release) {
    private static final RpmVersion NONE = new RpmVersion("", "", "");

    static RpmVersion parse(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        boolean hasEpoch = digits < text.length() && text.charAt(digits) == ':';
        String epoch = hasEpoch ? (digits == 0 ? "0" : text.substring(0, digits)) : "";
        String rest = hasEpoch ? text.substring(digits + 1) : text;
        int dash = rest.lastIndexOf('-');
        return dash < 0
                ? new RpmVersion(epoch, rest, "")
                : new RpmVersion(epoch, rest.substring(0, dash), rest.substring(dash + 1));
    }

    boolean isEmpty() {
        return version.isEmpty();
    }
}
