package org.imginspect.engine.disk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The lines of the guest's {@code /etc/fstab} that mount a local file system at boot, read as getmntent(3) does.
 *
 * <p>Left out: comments, malformed lines, swap, file systems without a device, network file systems, bind mounts, and {@code noauto}
 * unless {@code x-systemd.automount} makes systemd mount it at the first access.
 */
final class Fstab {
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

    /**
     * One mount.
     *
     * @param device {@code fs_spec} as it stands, escapes undone: {@code UUID=…}, {@code /dev/vda1}
     * @param mountPoint {@code fs_file}, escapes undone; begins with a slash
     * @param type {@code fs_vfstype}
     * @param options {@code fs_mntops}
     */
    record Mount(String device, byte[] mountPoint, String type, List<String> options) {
        boolean mayFail() {
            return options.contains("nofail");
        }
    }

    private Fstab() {}

    static List<Mount> localMounts(byte[] file) {
        List<Mount> mounts = new ArrayList<>();
        // One character a byte: names in fstab are bytes, and the octal escapes are bytes too.
        for (String line : new String(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            List<String> fields = fields(line);
            if (fields.size() < 2 || fields.get(0).startsWith("#")) {
                continue;
            }
            String device = text(unescape(fields.get(0)));
            String mountPoint = unescape(fields.get(1));
            String type = fields.size() > 2 ? fields.get(2) : "auto";
            List<String> options = fields.size() > 3 ? List.of(fields.get(3).split(",", -1)) : List.of("defaults");
            boolean automatic = !options.contains("noauto") || options.contains("x-systemd.automount");
            boolean local = !NOT_LOCAL.contains(type)
                    && !type.equals("fuse")
                    && !type.startsWith("fuse.")
                    && !options.contains("_netdev")
                    && !options.contains("bind")
                    && !options.contains("rbind");
            if (automatic && local && mountPoint.startsWith("/") && mountPoint.indexOf('\0') < 0) {
                mounts.add(new Mount(device, mountPoint.getBytes(StandardCharsets.ISO_8859_1), type, options));
            }
        }
        return mounts;
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int from = -1;
        for (int i = 0; i <= line.length(); i++) {
            boolean space =
                    i == line.length() || line.charAt(i) == ' ' || line.charAt(i) == '\t' || line.charAt(i) == '\r';
            if (!space && from < 0) {
                from = i;
            } else if (space && from >= 0) {
                fields.add(line.substring(from, i));
                from = -1;
            }
        }
        return fields;
    }

    /** {@code \040} and the like: a backslash and three octal digits are one byte. */
    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder out = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\' && i + 3 < field.length() && isOctal(field, i + 1)) {
                int value =
                        (field.charAt(i + 1) - '0') * 64 + (field.charAt(i + 2) - '0') * 8 + field.charAt(i + 3) - '0';
                out.append((char) value);
                i += 3;
            } else {
                out.append(field.charAt(i));
            }
        }
        return out.toString();
    }

    private static boolean isOctal(String field, int at) {
        return field.charAt(at) >= '0'
                && field.charAt(at) <= '3'
                && field.charAt(at + 1) >= '0'
                && field.charAt(at + 1) <= '7'
                && field.charAt(at + 2) >= '0'
                && field.charAt(at + 2) <= '7';
    }

    private static String text(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
