package org.imginspect.check;

import java.util.Locale;

/** The areas of the catalogue, in the order of the reports. */
public enum Area {
    DISK("Disk and container"),
    FS("File systems and mounts"),
    BOOT("Boot loader"),
    KERNEL("Kernel and drivers"),
    CLOUDINIT("cloud-init"),
    NETWORK("Network"),
    SSH("SSH"),
    ACCOUNTS("Accounts"),
    SECRETS("Secrets"),
    CLEANUP("Cleanup"),
    FIREWALL("Firewall"),
    PACKAGES("Packages"),
    SERVICES("Services"),
    WINDOWS("Windows"),
    MALWARE("Malware");

    private final String title;

    Area(String title) {
        this.title = title;
    }

    /** The first part of its checks' ids: {@code ssh}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The heading of its part of a report. */
    public String title() {
        return title;
    }
}
