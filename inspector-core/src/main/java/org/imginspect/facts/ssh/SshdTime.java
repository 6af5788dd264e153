package org.imginspect.facts.ssh;

/** Spans of time as sshd_config(5) writes them: TIME FORMATS. */
public final class SshdTime {
    private SshdTime() {}

    /** The seconds of {@code 90}, {@code 2m} or {@code 1h30m}; -1 if it is no span of time. */
    public static long seconds(String text) {
        return SshdValues.seconds(text);
    }
}
