package org.imginspect.engine.disk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
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

    /** How the kernel names disks before it counts them by letters. */
    private static final List<String> LETTERED = List.of("sd", "vd", "hd", "xvd");

    /**
     * What the guest calls the disks at hand.
     *
     * @param disks how many there are
     * @param root the kernel's name of the disk with the root, if the guest's root line tells it: {@code sdb}
     * @param rootDisk which of the disks that is, from 0
     */
    record Names(int disks, Optional<String> root, int rootDisk) {
        /** Which of the disks a name means, as far as disks are counted alike; empty if it is another's. */
        OptionalInt disk(String name) {
            int number = number(name);
            if (root.isPresent()) {
                if (root.get().equals(name)) {
                    return OptionalInt.of(rootDisk);
                }
                // A guest that calls its disks sda and sdb has no vda.
                number = number < 0 || number(root.get()) < 0 || !kind(name).equals(kind(root.get()))
                        ? -1
                        : number - number(root.get()) + rootDisk;
            }
            return number >= 0 && number < disks ? OptionalInt.of(number) : OptionalInt.empty();
        }

        private static String kind(String name) {
            for (String prefix : LETTERED) {
                if (name.startsWith(prefix)) {
                    return prefix;
                }
            }
            return name.startsWith("nvme") ? "nvme" : "mmcblk";
        }

        /** The place of a disk among those of its kind: sda is 0, nvme1n1 is 1; -1 if it cannot be told. */
        private static int number(String name) {
            for (String prefix : LETTERED) {
                if (name.startsWith(prefix)) {
                    return name.length() == prefix.length() + 1 ? name.charAt(prefix.length()) - 'a' : -1;
                }
            }
            String digits = name.startsWith("nvme") && name.endsWith("n1")
                    ? name.substring("nvme".length(), name.length() - 2)
                    : name.startsWith("mmcblk") ? name.substring("mmcblk".length()) : "";
            return digits.length() == 1 && isDigit(digits.charAt(0)) ? digits.charAt(0) - '0' : -1;
        }
    }

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
        for (String prefix : LETTERED) {
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

    /** The volumes it means; snapshots of volumes, which have their names and UUIDs, only if there is nothing else. */
    List<Volume> matches(List<Volume> volumes, Names names) {
        List<Volume> found = new ArrayList<>();
        List<Volume> snapshots = new ArrayList<>();
        for (Volume volume : volumes) {
            if (matches(volume, names)) {
                (volume.place().snapshot() && tag != Tag.DEVICE ? snapshots : found).add(volume);
            }
        }
        return found.isEmpty() ? snapshots : found;
    }

    /** Whether it names a disk other than those at hand: nothing on them can be meant. */
    boolean isOtherDisk(Names names) {
        if (tag == Tag.DEVICE) {
            return value.equals("/dev/cdrom")
                    || value.equals("/dev/dvd")
                    || value.startsWith("/dev/sr")
                    || value.startsWith("/dev/fd")
                    || value.startsWith("/dev/loop")
                    || value.startsWith("/dev/zram");
        }
        return tag == Tag.PARTITION && names.disk(value).isEmpty();
    }

    private boolean matches(Volume volume, Names names) {
        Optional<StorageEntry> partition = volume.partition();
        return switch (tag) {
            // UUIDs are hexadecimal numbers and written in either case.
            case UUID -> same(volume.entry().uuid());
            case LABEL -> volume.entry().label().equals(Optional.of(value));
            case PARTUUID -> same(partition.flatMap(StorageEntry::uuid));
            case PARTLABEL -> partition.flatMap(StorageEntry::label).equals(Optional.of(value));
            case PARTITION ->
                !volume.place().isLogical()
                        && names.disk(value)
                                .equals(OptionalInt.of(volume.place().disk()))
                        && number
                                == partition
                                        .flatMap(StorageEntry::partition)
                                        .map(PartitionInfo::number)
                                        .orElse(0);
            case DEVICE -> volume.place().devices().contains(value);
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
