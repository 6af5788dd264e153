package org.imginspect.scan;

import java.util.Set;

/** What the checks that always run answer about the real Debians, if it is not that they pass. */
public final class RealDebianAnswers {
    /**
     * Checks whose question does not arise: there is no LVM, no dracut, no kernel of anybody's own, no NetworkManager and no first-boot
     * script, nothing tells what disks, address or name the machine had when it was made, and
     * dpkg keeps no signatures.
     */
    public static final Set<String> DO_NOT_APPLY = Set.of(
            "disk.virtio-bus-traces",
            "fs.lvm-devices-file",
            "boot.lvm-args-kept",
            "kernel.custom-has-virtio",
            "cloudinit.first-boot-scripts-executable",
            "cloudinit.first-boot-scripts-lost",
            "network.nm-config-parses",
            "network.no-baked-address",
            "packages.signed");

    private RealDebianAnswers() {}
}
