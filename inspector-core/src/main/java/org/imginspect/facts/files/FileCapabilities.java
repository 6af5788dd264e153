package org.imginspect.facts.files;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Bytes;

/**
 * What the kernel gives a process for starting a file (capabilities(7)): the extended attribute {@code security.capability}.
 *
 * <pre>
 * magic_etc        0x00  le32  revision in the upper byte (1, 2, 3), bit 0: effective
 * permitted        0x04  le32  capabilities 0 to 31
 * inheritable      0x08  le32
 * permitted        0x0c  le32  capabilities 32 to 63, from revision 2 on
 * inheritable      0x10  le32
 * rootid           0x14  le32  revision 3: the user that is root in its name space
 * </pre>
 */
public final class FileCapabilities {
    /** By number, include/uapi/linux/capability.h. */
    private static final String[] NAMES = {
        "cap_chown",
        "cap_dac_override",
        "cap_dac_read_search",
        "cap_fowner",
        "cap_fsetid",
        "cap_kill",
        "cap_setgid",
        "cap_setuid",
        "cap_setpcap",
        "cap_linux_immutable",
        "cap_net_bind_service",
        "cap_net_broadcast",
        "cap_net_admin",
        "cap_net_raw",
        "cap_ipc_lock",
        "cap_ipc_owner",
        "cap_sys_module",
        "cap_sys_rawio",
        "cap_sys_chroot",
        "cap_sys_ptrace",
        "cap_sys_pacct",
        "cap_sys_admin",
        "cap_sys_boot",
        "cap_sys_nice",
        "cap_sys_resource",
        "cap_sys_time",
        "cap_sys_tty_config",
        "cap_mknod",
        "cap_lease",
        "cap_audit_write",
        "cap_audit_control",
        "cap_setfcap",
        "cap_mac_override",
        "cap_mac_admin",
        "cap_syslog",
        "cap_wake_alarm",
        "cap_block_suspend",
        "cap_audit_read",
        "cap_perfmon",
        "cap_bpf",
        "cap_checkpoint_restore"
    };

    /** What a server needs to listen on a port below 1024, or to send a ping: no way to become root. */
    private static final long HARMLESS = 1L << 10 | 1L << 13 | 1L << 14 | 1L << 23;

    /** With each of these a process becomes root, or reads or changes what it likes. */
    private static final long ROOT = 1L << 0 | 1L << 1 | 1L << 2 | 1L << 3 | 1L << 6 | 1L << 7 | 1L << 8 | 1L << 16
            | 1L << 17 | 1L << 18 | 1L << 19 | 1L << 21 | 1L << 27 | 1L << 31 | 1L << 32 | 1L << 33 | 1L << 39;

    private final long permitted;

    private FileCapabilities(long permitted) {
        this.permitted = permitted;
    }

    /**
     * The attribute's value.
     *
     * @param where the file, for messages
     * @throws DamagedImageException if it is shorter than its revision says
     * @throws UnsupportedFeatureException if it is of a revision that is not known
     */
    public static FileCapabilities parse(byte[] value, String where)
            throws DamagedImageException, UnsupportedFeatureException {
        Bytes bytes = new Bytes(value, where, 0);
        int revision = (int) (bytes.le32(0x00) >>> 24);
        if (revision < 1 || revision > 3) {
            throw new UnsupportedFeatureException("file capabilities of revision " + revision, where);
        }
        long low = bytes.le32(0x04);
        long high = revision == 1 ? 0 : bytes.le32(0x0c);
        return new FileCapabilities(low | high << 32);
    }

    /** Whether nothing is permitted. */
    public boolean isEmpty() {
        return permitted == 0;
    }

    /** Whether there is nothing but what a server needs to listen, or to send a ping. */
    public boolean isHarmless() {
        return (permitted & ~HARMLESS) == 0;
    }

    /** Whether a process can become root with them. */
    public boolean isRoot() {
        return (permitted & ROOT) != 0;
    }

    /** {@code cap_net_raw,cap_setuid}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Long.SIZE; i++) {
            if ((permitted >>> i & 1) != 0) {
                text.append(text.isEmpty() ? "" : ",").append(i < NAMES.length ? NAMES[i] : "capability " + i);
            }
        }
        return text.toString();
    }
}
