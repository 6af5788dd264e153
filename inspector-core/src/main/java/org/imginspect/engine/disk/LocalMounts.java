package org.imginspect.engine.disk;

import java.util.List;
import java.util.Set;
import org.imginspect.guest.Fstab;
import org.imginspect.guest.GuestPath;

/**
 * The lines of the guest's {@code /etc/fstab} that mount a local file system at boot.
 *
 * <p>Left out: swap, file systems without a device, network file systems, bind mounts, and {@code noauto} unless
 * {@code x-systemd.automount} makes systemd mount it at the first access.
 */
final class LocalMounts {
    private static final Set<String> NOT_LOCAL = Set.of(
            "swap",
            "tmpfs",
            "ramfs",
            "proc",
            "sysfs",
            "devpts",
            "devtmpfs",
            "debugfs",
            "tracefs",
            "securityfs",
            "configfs",
            "cgroup",
            "cgroup2",
            "hugetlbfs",
            "mqueue",
            "binfmt_misc",
            "bpf",
            "pstore",
            "efivarfs",
            "usbfs",
            "rpc_pipefs",
            "none",
            "ignore",
            "overlay",
            "aufs",
            "unionfs",
            "nfs",
            "nfs4",
            "cifs",
            "smbfs",
            "smb3",
            "ceph",
            "glusterfs",
            "9p",
            "virtiofs",
            "afs",
            "ncpfs",
            "lustre",
            "gfs2",
            "ocfs2",
            "beegfs",
            "davfs",
            "sshfs",
            "autofs",
            "vboxsf",
            "prl_fs");

    private LocalMounts() {}

    /** The local mounts in the order of the file; each has a path. */
    static List<Fstab.Line> of(byte[] file) {
        return Fstab.parse(file).stream().filter(LocalMounts::isLocalAtBoot).toList();
    }

    /** Where a line of {@link #of} is mounted. */
    static GuestPath point(Fstab.Line line) {
        return line.path().orElseThrow();
    }

    private static boolean isLocalAtBoot(Fstab.Line line) {
        List<String> options = line.options();
        boolean automatic = !options.contains("noauto") || options.contains("x-systemd.automount");
        boolean local = !NOT_LOCAL.contains(line.type())
                && !line.type().equals("fuse")
                && !line.type().startsWith("fuse.")
                && !options.contains("_netdev")
                && !options.contains("bind")
                && !options.contains("rbind");
        return automatic && local && line.path().isPresent();
    }
}
