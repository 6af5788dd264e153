package org.imginspect.check;

import java.util.List;
import java.util.Objects;
import org.imginspect.error.Problem;

/** What a check answers. Only the check runner makes an {@link Undetermined}. */
public sealed interface Verdict {
    /** The kind of this verdict. */
    Outcome outcome();

    /** Everything that had to be looked at was, and is as it should be. */
    record Pass() implements Verdict {
        @Override
        public Outcome outcome() {
            return Outcome.PASS;
        }
    }

    /**
     * Something is not as it should be.
     *
     * @param findings at least one
     */
    record Findings(List<Finding> findings) implements Verdict {
        public Findings {
            findings = List.copyOf(findings);
            if (findings.isEmpty()) {
                throw new IllegalArgumentException("no findings is a pass");
            }
        }

        @Override
        public Outcome outcome() {
            return Outcome.FINDINGS;
        }
    }

    /**
     * The question does not arise for this guest.
     *
     * @param why one clause, lower case: {@code no OpenSSH server is installed}
     */
    record NotApplicable(String why) implements Verdict {
        public NotApplicable {
            Objects.requireNonNull(why);
        }

        @Override
        public Outcome outcome() {
            return Outcome.NOT_APPLICABLE;
        }
    }

    /** Something that had to be looked at could not be read. */
    record Undetermined(Problem problem) implements Verdict {
        public Undetermined {
            Objects.requireNonNull(problem);
        }

        @Override
        public Outcome outcome() {
            return Outcome.UNDETERMINED;
        }
    }

    static Verdict pass() {
        return new Pass();
    }

    static Verdict notApplicable(String why) {
        return new NotApplicable(why);
    }

    /** {@link Pass} if there are none. */
    static Verdict of(List<Finding> findings) {
        return findings.isEmpty() ? new Pass() : new Findings(findings);
    }

    /** One finding. */
    static Verdict of(Finding finding) {
        return new Findings(List.of(finding));
    }
}
