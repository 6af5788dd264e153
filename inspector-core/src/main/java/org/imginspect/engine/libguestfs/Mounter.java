package org.imginspect.engine.libguestfs;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Limits;

/** Mounts file systems in the appliance, read-only, each at a place of its own, and only those of the list. */
final class Mounter {
    private static final String OPTIONS = "ro,nosuid,nodev,noexec";

    /** The kernel's drivers to be tried, the best first, by blkid's name of the format. */
    private static final Map<String, List<String>> DRIVERS = Map.ofEntries(
            Map.entry("ext2", List.of("ext4", "ext2")),
            Map.entry("ext3", List.of("ext4", "ext3")),
            Map.entry("ext4", List.of("ext4")),
            Map.entry("xfs", List.of("xfs")),
            Map.entry("btrfs", List.of("btrfs")),
            Map.entry("vfat", List.of("vfat")),
            Map.entry("exfat", List.of("exfat")),
            Map.entry("ntfs", List.of("ntfs3", "ntfs")),
            Map.entry("iso9660", List.of("iso9660")),
            Map.entry("udf", List.of("udf")),
            Map.entry("squashfs", List.of("squashfs")),
            Map.entry("f2fs", List.of("f2fs")),
            Map.entry("jfs", List.of("jfs")),
            Map.entry("hfsplus", List.of("hfsplus")),
            Map.entry("erofs", List.of("erofs")));

    private static final Set<String> WITHOUT_XATTRS = Set.of("vfat", "exfat", "iso9660", "udf", "ntfs");

    /** What the kernel or mount(8) say when the disk contradicts its format. There is no errno to go by. */
    private static final List<String> DAMAGE_WORDS = List.of(
            "Structure needs cleaning",
            "Input/output error",
            "Bad message",
            "error loading journal",
            "corrupt",
            "checksum",
            "bad geometry",
            "not in group",
            "unable to read superblock");

    private final Appliance appliance;
    private int mounted;

    Mounter(Appliance appliance) {
        this.appliance = appliance;
    }

    static boolean knows(String format) {
        return DRIVERS.containsKey(format);
    }

    /**
     * Mounts one.
     *
     * @param format as blkid names it, one that is {@linkplain #knows known}
     * @param device {@code /dev/sda1}
     * @param option what else is said to the driver: {@code subvolid=256}; empty text for nothing
     * @param where the storage path
     * @throws UnsupportedFeatureException if the appliance's kernel has no driver for it, or the driver does not know a feature
     * @throws DamagedImageException if the kernel refuses it for what is on the disk
     */
    GuestfsTree mount(String format, String device, String option, String where, Limits limits) throws ImageException {
        String point = "/m" + mounted++;
        try {
            appliance.order(where, g -> g.mkmountpoint(point));
        } catch (GuestfsException e) {
            throw new ImageReadException("libguestfs: no mount point can be made: " + e.reason(), where, e);
        }
        GuestfsException refusal = null;
        String options =
                (format.equals("xfs") ? OPTIONS + ",nouuid" : OPTIONS) + (option.isEmpty() ? "" : "," + option);
        for (String driver : DRIVERS.getOrDefault(format, List.of())) {
            try {
                appliance.order(where, g -> g.mountVfs(options, driver, device, point));
                return new GuestfsTree(appliance, point, where, !WITHOUT_XATTRS.contains(format), limits);
            } catch (GuestfsException e) {
                if (refusal == null) {
                    refusal = e;
                }
            }
        }
        if (refusal == null) {
            throw new UnsupportedFeatureException(
                    format + ": this file system is not mounted by the libguestfs engine", where);
        }
        throw refused(format, device, where, refusal);
    }

    private ImageException refused(String format, String device, String where, GuestfsException refusal)
            throws ImageException {
        boolean hasDriver = false;
        for (String driver : DRIVERS.getOrDefault(format, List.of())) {
            try {
                hasDriver |= appliance.call(where, g -> g.filesystemAvailable(driver));
            } catch (GuestfsException e) {
                throw new ImageReadException("libguestfs: " + e.getMessage(), where, e);
            }
        }
        if (!hasDriver) {
            return new UnsupportedFeatureException(
                    format + ": the kernel of the libguestfs appliance cannot mount this file system", where);
        }
        String said = kernelSaid(device, where);
        String text =
                format + ": the appliance's kernel does not mount it: " + (said.isEmpty() ? refusal.reason() : said);
        for (String word : DAMAGE_WORDS) {
            if (text.contains(word)) {
                return new DamagedImageException(text, where, refusal);
            }
        }
        // An unknown feature, blocks greater than the kernel's pages: valid for all that is known.
        return new UnsupportedFeatureException(text, where, refusal);
    }

    /** The kernel's last message about a device; empty if there is none. */
    private String kernelSaid(String device, String where) throws ImageReadException {
        try {
            String log = appliance.call(where, GuestfsHandle::dmesg);
            String name = "(" + device.substring(device.lastIndexOf('/') + 1) + ")";
            String last = "";
            for (String line : log.split("\n", -1)) {
                int at = line.indexOf(name);
                if (at >= 0) {
                    last = line.substring(at + name.length())
                            .replaceFirst("^: ?", "")
                            .strip();
                }
            }
            return last;
        } catch (GuestfsException e) {
            return "";
        }
    }
}
