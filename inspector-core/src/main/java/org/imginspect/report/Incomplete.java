package org.imginspect.report;

import org.imginspect.scan.Unseen;

/**
 * That something could not be seen, said like a finding. Formats for programs have findings and nothing else: an image that could not
 * be read and an image without defects would look the same in them.
 */
final class Incomplete {
    /** Stands where the id of a check stands; no check has it, for there is no area of this name. */
    static final String RULE = "scan.complete";

    static final String TITLE = "Everything that had to be read was read";

    static final String FIX =
            "Read the reason: repair the image, raise the limit that is named, or use --engine libguestfs";

    private Incomplete() {}

    /** One sentence without a full stop; not escaped. */
    static String message(Unseen unseen) {
        StringBuilder text = new StringBuilder("could not be seen: ");
        if (unseen.why().isEmpty() || unseen.why().contains(unseen.what())) {
            text.append(unseen.why().isEmpty() ? unseen.what() : unseen.why());
        } else {
            text.append(unseen.what()).append(": ").append(unseen.why());
        }
        if (!unseen.checks().isEmpty()) {
            text.append("; undecided: ").append(String.join(", ", unseen.checks()));
        }
        return text.toString();
    }
}
