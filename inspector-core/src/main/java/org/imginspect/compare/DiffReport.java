package org.imginspect.compare;

import java.util.List;

/**
 * What changed from one image to another. Immutable; holds nothing open.
 *
 * @param sections in the order of the reports, also those without changes
 * @param unread what could not be read in either image; none if everything was compared
 */
public record DiffReport(ImageHead before, ImageHead after, List<SectionResult> sections, List<Unread> unread) {
    /** What a comparison comes to. */
    public enum Status {
        /** Everything that is compared is equal. */
        SAME(0),
        DIFFERENT(1),
        /** Something could not be read; there may be differences that are not known, beside those that are. */
        INCOMPLETE(3);

        private final int exitCode;

        Status(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The exit code of a process that compared. */
        public int exitCode() {
            return exitCode;
        }

        /** As the reports print it: {@code different}. */
        public String id() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public DiffReport {
        sections = List.copyOf(sections);
        unread = List.copyOf(unread);
    }

    /** How many differences are known. */
    public int changes() {
        int count = 0;
        for (SectionResult section : sections) {
            count += section.changes().size();
        }
        return count;
    }

    /** What this comes to. */
    public Status status() {
        if (!unread.isEmpty()) {
            return Status.INCOMPLETE;
        }
        return changes() > 0 ? Status.DIFFERENT : Status.SAME;
    }
}
