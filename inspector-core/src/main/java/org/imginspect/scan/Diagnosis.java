package org.imginspect.scan;

/**
 * One thing this machine needs for an engine.
 *
 * @param name what: {@code libguestfs.so.0}
 * @param state how it stands
 * @param detail what was found, in a few words
 * @param fix what to do about it; empty if nothing
 */
public record Diagnosis(String name, State state, String detail, String fix) {
    /** How it stands. */
    public enum State {
        OK,
        /** It works, but slower or with less than there could be. */
        POOR,
        /** The engine does not work without it. */
        MISSING
    }
}
