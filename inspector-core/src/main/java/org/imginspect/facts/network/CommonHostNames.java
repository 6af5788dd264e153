package org.imginspect.facts.network;

import java.util.Locale;
import java.util.Set;

/** Names that machines have which nobody named: the loopback's, and those with which distributions' images come. */
public final class CommonHostNames {
    private static final Set<String> NAMES = Set.of(
            "localhost",
            "localhost4",
            "localhost6",
            "debian",
            "ubuntu",
            "centos",
            "rhel",
            "rocky",
            "almalinux",
            "fedora",
            "opensuse",
            "suse",
            "sles",
            "alpine",
            "arch",
            "amazon",
            "amazonlinux",
            "linux",
            "host",
            "server",
            "cloud",
            "image",
            "none",
            "template");

    private CommonHostNames() {}

    /** Whether the first label of a name is one of them; upper and lower case are the same. */
    public static boolean contains(String name) {
        int dot = name.indexOf('.');
        return NAMES.contains((dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT));
    }
}
