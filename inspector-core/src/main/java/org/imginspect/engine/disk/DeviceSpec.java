package org.imginspect.engine.disk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.StorageEntry;

/**
 * What the first field of a line of fstab means.
 *
 * @param tag how it is named
 * @param value the name; of {@link Tag#PARTITION} the disk's: {@code vda}
 * @param number of {@link Tag#PARTITION} the partition's number, 0 for the whole disk
 */
record DeviceSpec(Tag tag, String value, int number) {
    enum Tag {
        UUID,
        LABEL,
        PARTUUID,
        PARTLABEL,
        /** A kernel device name: {@code /dev/vda1}. */
        PARTITION,
        /** Any other path below {@code /dev}: a logical volume, an optical drive. */
        DEVICE
    }

    /** What the kernel may call the first disk: the one that the image is. */
    private static final Set<String> FIRST_DISKS = Set.of("sda", "vda", "xvda", "hda", "nvme0n1", "mmcblk0");

    private static final String BY = "/dev/disk/by-";

    static DeviceSpec parse(String spec) {
        int equals = spec.indexOf('=');
        if (equals > 0 && !spec.startsWith("/")) {
            String value = unquote(spec.substring(equals + 1));
            return named(spec.substring(0, equals), value).orElseGet(() -> new DeviceSpec(Tag.DEVICE, spec, 0));
        }
        String path = unquote(spec);
        if (path.startsWith(BY)) {
            int slash = path.indexOf('/', BY.length());
            String kind = slash < 0 ? "" : path.substring(BY.length(), slash);
            String value = slash < 0 ? "" : udevDecoded(path.substring(slash + 1));
            return named(kind.toUpperCase(Locale.ROOT), value).orElseGet(() -> new DeviceSpec(Tag.DEVICE, path, 0));
        }
        return kernelName(path).orElseGet(() -> new DeviceSpec(Tag.DEVICE, path, 0));
    }

    private static Optional<DeviceSpec> named(String tag, String value) {
        return switch (tag) {
            case "UUID" -> Optional.of(new DeviceSpec(Tag.UUID, value, 0));
            case "LABEL" -> Optional.of(new DeviceSpec(Tag.LABEL, value, 0));
            case "PARTUUID" -> Optional.of(new DeviceSpec(Tag.PARTUUID, value, 0));
            case "PARTLABEL" -> Optional.of(new DeviceSpec(Tag.PARTLABEL, value, 0));
            default -> Optional.empty();
        };
    }

    /** {@code /dev/sda1}, {@code /dev/nvme0n1p1}: the disk's name and the partition's number. */
    private static Optional<DeviceSpec> kernelName(String path) {
        if (!path.startsWith("/dev/")) {
            return Optional.empty();
        }
        String name = path.substring("/dev/".length());
        int end = name.length();
        while (end > 0 && isDigit(name.charAt(end - 1))) {
            end--;
        }
        String digits = name.substring(end);
        String disk = name.substring(0, end);
        boolean numbered = name.startsWith("nvme") || name.startsWith("mmcblk");
        if (numbered) {
            if (!disk.endsWith("p") || digits.isEmpty()) {
                disk = name;
                digits = "";
            } else {
                disk = disk.substring(0, disk.length() - 1);
            }
        } else if (!isLettered(disk)) {
            return Optional.empty();
        }
        if (digits.length() > 4) {
            return Optional.empty();
        }
        return Optional.of(new DeviceSpec(Tag.PARTITION, disk, digits.isEmpty() ? 0 : Integer.parseInt(digits)));
    }

    private static boolean isLettered(String disk) {
        for (String prefix : List.of("sd", "vd", "hd", "xvd")) {
            if (disk.startsWith(prefix) && disk.length() > prefix.length()) {
                for (int i = prefix.length(); i < disk.length(); i++) {
                    if (disk.charAt(i) < 'a' || disk.charAt(i) > 'z') {
                        return false;
                    }
                }
                return true;
            }
        }
        return false;
    }

    /** The volumes it means. {@code rootDisk} is the kernel's name of this disk if the guest's root line tells it. */
    List<Volume> matches(List<Volume> volumes, Optional<String> rootDisk) {
        List<Volume> found = new ArrayList<>();
        for (Volume volume : volumes) {
            if (matches(volume, rootDisk)) {
                found.add(volume);
            }
        }
        return found;
    }

    /** Whether it names a disk other than the image: nothing on this disk can be meant. */
    boolean isOtherDisk(Optional<String> rootDisk) {
        if (tag == Tag.DEVICE) {
            return value.equals("/dev/cdrom")
                    || value.equals("/dev/dvd")
                    || value.startsWith("/dev/sr")
                    || value.startsWith("/dev/fd")
                    || value.startsWith("/dev/loop")
                    || value.startsWith("/dev/zram");
        }
        return tag == Tag.PARTITION && !isThisDisk(rootDisk);
    }

    private boolean isThisDisk(Optional<String> rootDisk) {
        return rootDisk.isPresent() ? rootDisk.get().equals(value) : FIRST_DISKS.contains(value);
    }

    private boolean matches(Volume volume, Optional<String> rootDisk) {
        Optional<StorageEntry> partition = volume.partition();
        return switch (tag) {
            // UUIDs are hexadecimal numbers and written in either case.
            case UUID -> same(volume.entry().uuid());
            case LABEL -> volume.entry().label().equals(Optional.of(value));
            case PARTUUID -> same(partition.flatMap(StorageEntry::uuid));
            case PARTLABEL -> partition.flatMap(StorageEntry::label).equals(Optional.of(value));
            case PARTITION ->
                isThisDisk(rootDisk)
                        && volume.devices().isEmpty()
                        && number
                                == partition
                                        .flatMap(StorageEntry::partition)
                                        .map(PartitionInfo::number)
                                        .orElse(0);
            case DEVICE -> volume.devices().contains(value);
        };
    }

    private boolean same(Optional<String> uuid) {
        return uuid.isPresent() && uuid.get().toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT));
    }

    private static String unquote(String text) {
        int last = text.length() - 1;
        if (last >= 1 && text.charAt(0) == text.charAt(last) && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
            return text.substring(1, last);
        }
        return text;
    }

    /** udev writes unsafe bytes of a label as {@code \x20} in the names of its links. */
    private static String udevDecoded(String name) {
        if (name.indexOf('\\') < 0) {
            return name;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\\' && i + 3 < bytes.length && bytes[i + 1] == 'x') {
                int high = Character.digit(bytes[i + 2], 16);
                int low = Character.digit(bytes[i + 3], 16);
                if (high >= 0 && low >= 0) {
                    out.write(high << 4 | low);
                    i += 3;
                    continue;
                }
            }
            out.write(bytes[i]);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
