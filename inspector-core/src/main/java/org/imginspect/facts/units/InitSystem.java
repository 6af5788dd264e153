package org.imginspect.facts.units;

/** What the kernel starts as process 1. */
public enum InitSystem {
    SYSTEMD("systemd"),
    UPSTART("upstart"),
    SYSV("System V init"),
    OPENRC("OpenRC");

    private final String title;

    InitSystem(String title) {
        this.title = title;
    }

    /** As people write it. */
    public String title() {
        return title;
    }
}
