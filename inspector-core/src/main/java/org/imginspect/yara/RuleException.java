package org.imginspect.yara;

/** A rule that libyara does not take; the message says which file and line, and why. */
public final class RuleException extends Exception {
    private static final long serialVersionUID = 1;

    RuleException(String message) {
        super(message);
    }
}
