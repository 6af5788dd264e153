package org.imginspect.facts.mounts;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * Everything that the guest's configuration mounts, swaps to or decrypts. Always present; without any such file it is an empty list.
 *
 * @param mounts fstab first, in its order, then units by name, then crypttab
 */
public record Mounts(List<Mount> mounts) implements Fact {
    /** Where it is said. */
    public enum Origin {
        FSTAB,
        MOUNT_UNIT,
        SWAP_UNIT,
        CRYPTTAB
    }

    public Mounts {
        mounts = List.copyOf(mounts);
    }

    /**
     * One of them.
     *
     * @param device what is mounted
     * @param target the mount point as written; {@code none} for swap; for crypttab the name of the mapping
     * @param path the mount point as a path; empty if it is none
     * @param type the file system's type; {@code auto} if it is not said, empty text for crypttab
     * @param options as written
     * @param file the file that says so
     * @param line the line in it, from 1
     */
    public record Mount(
            Origin origin,
            DeviceName device,
            String target,
            Optional<GuestPath> path,
            String type,
            List<String> options,
            GuestPath file,
            int line) {
        private static final Set<String> NETWORK =
                Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "glusterfs", "9p", "virtiofs", "lustre", "afs");

        public Mount {
            options = List.copyOf(options);
        }

        /** Whether the boot goes on when the device is missing, because nothing waits for it. */
        public boolean mayBeMissing() {
            return options.contains("nofail") || options.contains("noauto");
        }

        /** Whether it comes from elsewhere: another machine or the hypervisor. */
        public boolean isRemote() {
            return device.kind() == DeviceName.Kind.NETWORK
                    || options.contains("_netdev")
                    || NETWORK.contains(type)
                    || type.startsWith("fuse.");
        }

        /** Whether it was written by cloud-init on the machine the image was made on. */
        public boolean isOfCloudInit() {
            return options.contains("comment=cloudconfig") || options.contains("x-cloud-config");
        }
    }
}
