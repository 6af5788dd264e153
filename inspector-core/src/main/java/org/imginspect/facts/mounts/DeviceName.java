package org.imginspect.facts.mounts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;

/**
 * How a device is named in fstab, in {@code What=}, or behind {@code root=}.
 *
 * @param kind what sort of name it is; {@code /dev/disk/by-uuid/X} is a {@link Kind#UUID} as {@code UUID=X} is
 * @param value without its tag: the UUID, the label; of other kinds the text as it is
 * @param text as it is written
 */
public record DeviceName(Kind kind, String value, String text) {
    private static final Set<String> FIRST_DISKS = Set.of("sda", "vda", "xvda", "hda", "ubda", "nvme0n1", "mmcblk0");

    /** The sorts of names. */
    public enum Kind {
        /** Of the file system. */
        UUID,
        LABEL,
        PARTUUID,
        PARTLABEL,
        /** {@code /dev/disk/by-id}: made from the disk's serial number. */
        BY_ID,
        /** {@code /dev/disk/by-path}: made from the place of the controller. */
        BY_PATH,
        /** {@code /dev/sda1}: depends on the driver and on the order in which disks are found. */
        KERNEL,
        /** {@code /dev/mapper/x}, {@code /dev/vg/lv}, {@code /dev/md0}: the name comes from metadata on the disk. */
        MAPPED,
        /** A CD-ROM or floppy drive. */
        REMOVABLE,
        /** A file, or a directory that is bound elsewhere. */
        FILE,
        /** {@code host:/path}, {@code //host/share}. */
        NETWORK,
        /** No device: {@code tmpfs}, {@code none}, {@code /dev/zram0}. */
        NONE
    }

    /** Takes a name apart. Quotes around a tag's value are left out. */
    public static DeviceName parse(String text) {
        int equals = text.indexOf('=');
        if (equals > 0 && !text.startsWith("/")) {
            Optional<Kind> tag = tag(text.substring(0, equals));
            if (tag.isPresent()) {
                return new DeviceName(tag.get(), unquote(text.substring(equals + 1)), text);
            }
        }
        if (text.startsWith("/dev/disk/by-")) {
            int slash = text.indexOf('/', "/dev/disk/by-".length());
            if (slash > 0) {
                Optional<Kind> link = link(text.substring("/dev/disk/by-".length(), slash));
                if (link.isPresent()) {
                    return new DeviceName(link.get(), decode(text.substring(slash + 1)), text);
                }
            }
        }
        return new DeviceName(kind(text), text, text);
    }

    private static Optional<Kind> tag(String tag) {
        return switch (tag) {
            case "UUID" -> Optional.of(Kind.UUID);
            case "LABEL" -> Optional.of(Kind.LABEL);
            case "PARTUUID" -> Optional.of(Kind.PARTUUID);
            case "PARTLABEL" -> Optional.of(Kind.PARTLABEL);
            case "ID" -> Optional.of(Kind.BY_ID);
            default -> Optional.empty();
        };
    }

    private static Optional<Kind> link(String directory) {
        return switch (directory) {
            case "uuid" -> Optional.of(Kind.UUID);
            case "label" -> Optional.of(Kind.LABEL);
            case "partuuid" -> Optional.of(Kind.PARTUUID);
            case "partlabel" -> Optional.of(Kind.PARTLABEL);
            case "id" -> Optional.of(Kind.BY_ID);
            case "path" -> Optional.of(Kind.BY_PATH);
            default -> Optional.empty();
        };
    }

    private static Kind kind(String text) {
        if (text.startsWith("/dev/")) {
            return deviceNode(text.substring("/dev/".length()));
        }
        if (text.startsWith("//") || text.indexOf(":/") > 0) {
            return Kind.NETWORK;
        }
        return text.startsWith("/") ? Kind.FILE : Kind.NONE;
    }

    private static Kind deviceNode(String node) {
        if (node.startsWith("mapper/") || node.startsWith("md/") || numbered(node, "md") || numbered(node, "dm-")) {
            return Kind.MAPPED;
        }
        if (numbered(node, "sr") || numbered(node, "fd") || node.startsWith("cdrom") || node.startsWith("dvd")) {
            return Kind.REMOVABLE;
        }
        if (node.startsWith("zram") || node.equals("null") || node.equals("shm")) {
            return Kind.NONE;
        }
        if (isDisk(node)) {
            return Kind.KERNEL;
        }
        // /dev/GROUP/VOLUME is LVM's; what else lies below /dev is nobody's device by a name we know.
        return node.indexOf('/') > 0 && !node.startsWith("disk/") ? Kind.MAPPED : Kind.FILE;
    }

    private static boolean isDisk(String node) {
        for (String bus : new String[] {"sd", "vd", "xvd", "hd", "ubd"}) {
            int i = bus.length();
            if (node.startsWith(bus)) {
                int letters = i;
                while (i < node.length() && node.charAt(i) >= 'a' && node.charAt(i) <= 'z') {
                    i++;
                }
                if (i > letters && digits(node, i)) {
                    return true;
                }
            }
        }
        return (node.startsWith("nvme") && node.indexOf('n', 4) > 4) || numbered(node.split("p", 2)[0], "mmcblk");
    }

    private static boolean numbered(String node, String prefix) {
        return node.startsWith(prefix) && node.length() > prefix.length() && digits(node, prefix.length());
    }

    private static boolean digits(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static String unquote(String value) {
        int last = value.length() - 1;
        return last > 0 && (value.charAt(0) == '"' || value.charAt(0) == '\'') && value.charAt(last) == value.charAt(0)
                ? value.substring(1, last)
                : value;
    }

    /** udev writes what cannot stand in a link's name as {@code \xNN}. */
    private static String decode(String link) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < link.length(); i++) {
            if (link.startsWith("\\x", i) && i + 4 <= link.length()) {
                int high = Character.digit(link.charAt(i + 2), 16);
                int low = Character.digit(link.charAt(i + 3), 16);
                if (high >= 0 && low >= 0) {
                    out.append((char) ((high * 16) + low));
                    i += 3;
                    continue;
                }
            }
            out.append(link.charAt(i));
        }
        return out.toString();
    }

    /** The disk that a kernel name means: of {@code /dev/sda1} it is {@code sda}. Empty for other kinds. */
    public Optional<String> disk() {
        if (kind != Kind.KERNEL) {
            return Optional.empty();
        }
        String node = text.substring("/dev/".length());
        int end = node.length();
        while (end > 0 && node.charAt(end - 1) >= '0' && node.charAt(end - 1) <= '9') {
            end--;
        }
        if (!node.startsWith("nvme") && !node.startsWith("mmcblk")) {
            return Optional.of(node.substring(0, end));
        }
        // A digit ends the disk's own name, so a p stands before the partition's number.
        return Optional.of(
                end > 0 && end < node.length() && node.charAt(end - 1) == 'p' ? node.substring(0, end - 1) : node);
    }

    /** Whether the kernel calls the first disk of some bus so: the one that an image becomes. */
    public static boolean isFirstDisk(String disk) {
        return FIRST_DISKS.contains(disk);
    }

    /** Whether it is found by what is written on the disk itself, so that {@link #find} can look for it. */
    public boolean isWrittenOnDisk() {
        return kind == Kind.UUID || kind == Kind.LABEL || kind == Kind.PARTUUID || kind == Kind.PARTLABEL;
    }

    /**
     * The entries of the disk that have this name; none for a kind that is not {@link #isWrittenOnDisk}. UUIDs are compared without
     * regard to case, as libblkid's {@code by-uuid} look-up by mount(8) does for those it knows. Names of volume groups' own are none of these;
     * a snapshot, which has the names of what it was made of, is meant only if that is gone.
     */
    public List<StorageEntry> find(StorageMap storage) {
        List<StorageEntry> found = new ArrayList<>();
        if (isWrittenOnDisk()) {
            boolean partition = kind == Kind.PARTUUID || kind == Kind.PARTLABEL;
            boolean uuid = kind == Kind.UUID || kind == Kind.PARTUUID;
            List<StorageEntry> snapshots = new ArrayList<>();
            for (StorageEntry entry : storage.entries()) {
                if (entry.volume().isEmpty() && partition == (entry.kind() == StorageEntry.Kind.PARTITION)) {
                    Optional<String> name = uuid ? entry.uuid().map(DeviceName::lower) : entry.label();
                    if (name.equals(Optional.of(uuid ? lower(value) : value))) {
                        (storage.isInSnapshot(entry) ? snapshots : found).add(entry);
                    }
                }
            }
            if (found.isEmpty()) {
                return snapshots;
            }
        }
        return found;
    }

    private static String lower(String uuid) {
        return uuid.toLowerCase(Locale.ROOT);
    }
}
