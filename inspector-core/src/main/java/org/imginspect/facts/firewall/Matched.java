package org.imginspect.facts.firewall;

/**
 * For which ports a condition holds.
 *
 * @param sure it holds
 * @param possible it holds, or may: the disk does not tell; includes {@link #sure}
 */
record Matched(PortSet sure, PortSet possible) {
    static final Matched YES = new Matched(PortSet.ALL, PortSet.ALL);
    static final Matched NO = new Matched(PortSet.NONE, PortSet.NONE);
    static final Matched UNKNOWN = new Matched(PortSet.NONE, PortSet.ALL);

    static Matched of(boolean answer) {
        return answer ? YES : NO;
    }

    static Matched of(PortSet ports) {
        return new Matched(ports, ports);
    }

    Matched and(Matched other) {
        return new Matched(sure.intersect(other.sure), possible.intersect(other.possible));
    }

    Matched or(Matched other) {
        return new Matched(sure.union(other.sure), possible.union(other.possible));
    }

    Matched not() {
        return new Matched(possible.complement(), sure.complement());
    }

    /** Whether it holds for no port. */
    boolean isNever() {
        return possible.isEmpty();
    }

    boolean isUnsure() {
        return !sure.equals(possible);
    }
}
