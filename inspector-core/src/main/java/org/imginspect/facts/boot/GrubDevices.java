package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.engine.VolumeInfo;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Where GRUB's names of devices lead in the guest's tree. This image is its first disk, {@code hd0}. */
final class GrubDevices {
    /** What {@code search} answers for something that may lie in what was not read. */
    private static final String UNKNOWN = "unknown";

    /** Before a mount point: a file system that is no partition's, such as a logical volume. */
    private static final String MOUNTED = "mounted ";

    private final GuestTree tree;
    private final StorageMap storage;

    GrubDevices(GuestTree tree, StorageMap storage) {
        this.tree = tree;
        this.storage = storage;
    }

    /**
     * Where a file of GRUB's lies.
     *
     * @param path empty if the device is proved not to be there
     * @param unknown why it cannot be told
     */
    record Place(Optional<GuestPath> path, Optional<String> unknown) {
        static Place at(GuestPath path) {
            return new Place(Optional.of(path), Optional.empty());
        }

        static Place absent() {
            return new Place(Optional.empty(), Optional.empty());
        }

        static Place unknown(String why) {
            return new Place(Optional.empty(), Optional.of(why));
        }
    }

    /** A file of the tree as GRUB names it: its device, and its path there. */
    record Home(String device, GuestPath path) {
        @Override
        public String toString() {
            return "(" + device + ")" + (path.isRoot() ? "" : path.text());
        }
    }

    /** How GRUB names {@code path}, which has no links in it. */
    Home home(GuestPath path) {
        StorageEntry best = null;
        GuestPath point = GuestPath.ROOT;
        for (StorageEntry entry : storage.entries()) {
            Optional<GuestPath> mounted = entry.mountPoint();
            if (mounted.isPresent()
                    && path.startsWith(mounted.get())
                    && (best == null || mounted.get().startsWith(point))) {
                best = entry;
                point = mounted.get();
            }
        }
        return new Home(best == null ? MOUNTED + "/" : name(best), path.below(point));
    }

    private String name(StorageEntry fileSystem) {
        for (StorageEntry partition : storage.partitions()) {
            if (fileSystem.path().startsWith(partition.path() + " > ")
                    && storage.inside(partition).contains(fileSystem)) {
                return "hd0," + (partition.format().equals("mbr") ? "msdos" : partition.format())
                        + partition.partition().orElseThrow().number();
            }
        }
        if (storage.inside(storage.entries().get(0)).contains(fileSystem)) {
            return "hd0";
        }
        Optional<GuestPath> point = fileSystem.mountPoint();
        return point.isPresent() ? MOUNTED + point.get() : UNKNOWN;
    }

    /**
     * Where {@code written} leads.
     *
     * @param written {@code (hd0,gpt1)/boot/x}, or {@code /boot/x} on {@code root}
     * @param root the variable {@code root}
     */
    Place place(String written, String root) throws ImageException {
        String device = root;
        String path = written;
        if (written.startsWith("(")) {
            int close = written.indexOf(')');
            if (close < 0) {
                return Place.absent();
            }
            device = written.substring(1, close);
            path = written.substring(close + 1);
        }
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            return Place.absent();
        }
        return place(device, GuestPath.of(path));
    }

    private Place place(String device, GuestPath path) throws ImageException {
        if (device.equals(UNKNOWN)) {
            return Place.unknown("boot: a file system that grub searches for may lie in what was not read");
        }
        if (device.startsWith(MOUNTED)) {
            return Place.at(GuestPath.of(device.substring(MOUNTED.length())).append(path));
        }
        Optional<StorageEntry> fileSystem;
        if (device.equals("hd0")) {
            fileSystem = fileSystemIn(storage.entries().get(0));
        } else if (isPartitionName(device)) {
            fileSystem = partition(device).flatMap(this::fileSystemIn);
        } else {
            return Place.unknown("boot: the device (" + device + ") of grub's is not understood");
        }
        if (fileSystem.isEmpty()) {
            return Place.absent();
        }
        return place(fileSystem.get(), path);
    }

    /**
     * Where a path on a file system leads. On btrfs it begins at the top level, and its first names are those of a subvolume; SUSE's GRUB
     * begins at the default subvolume (btrfs_relative_path).
     */
    private Place place(StorageEntry fileSystem, GuestPath path) throws ImageException {
        StorageEntry subvolume = null;
        GuestPath top = GuestPath.ROOT;
        for (StorageEntry entry : storage.inside(fileSystem)) {
            if (entry.kind() == StorageEntry.Kind.SUBVOLUME) {
                GuestPath at = GuestPath.of(
                        "/" + entry.path().substring(fileSystem.path().length() + " > ".length()));
                if (path.startsWith(at) && (subvolume == null || at.startsWith(top))) {
                    subvolume = entry;
                    top = at;
                }
            }
        }
        Optional<GuestPath> whole = fileSystem.mountPoint();
        if (subvolume != null && !top.isRoot()) {
            // Of the default subvolume the mount point stands at the file system.
            boolean isDefault = subvolume.volume().map(VolumeInfo::isDefault).orElse(false);
            GuestPath below = path.below(top);
            return subvolume
                    .mountPoint()
                    .or(() -> isDefault ? whole : Optional.empty())
                    .map(point -> Place.at(point.append(below)))
                    .orElse(notMounted(fileSystem));
        }
        // The top level is listed apart only if it is not the default.
        if (subvolume != null && subvolume.mountPoint().isPresent()) {
            return Place.at(subvolume.mountPoint().get().append(path));
        }
        if (whole.isEmpty()) {
            return notMounted(fileSystem);
        }
        GuestPath place = whole.get().append(path);
        if (subvolume != null
                && !tree.exists(place)
                && !tree.exists(place.parent().orElse(place))) {
            return Place.unknown("boot: " + path + " is not in the default subvolume of " + fileSystem.path()
                    + ", and the guest does not mount the top level");
        }
        return Place.at(place);
    }

    private static Place notMounted(StorageEntry fileSystem) {
        return Place.unknown("boot: grub reads from " + fileSystem.path()
                + ", which the guest does not mount, so its files are not seen");
    }

    private static boolean isPartitionName(String device) {
        return device.startsWith("hd") && device.indexOf(',') > 0;
    }

    /** {@code hd0,gpt2}, {@code hd0,msdos2} or {@code hd0,2}; other disks than the first are not in the image. */
    private Optional<StorageEntry> partition(String device) {
        int comma = device.indexOf(',');
        if (!device.substring(0, comma).equals("hd0")) {
            return Optional.empty();
        }
        String number = device.substring(comma + 1);
        for (String scheme : new String[] {"gpt", "msdos"}) {
            if (number.startsWith(scheme)) {
                number = number.substring(scheme.length());
            }
        }
        for (StorageEntry partition : storage.partitions()) {
            if (number.equals(
                    Integer.toString(partition.partition().orElseThrow().number()))) {
                return Optional.of(partition);
            }
        }
        return Optional.empty();
    }

    private Optional<StorageEntry> fileSystemIn(StorageEntry parent) {
        return storage.inside(parent).stream()
                .filter(entry -> entry.kind() == StorageEntry.Kind.FILE_SYSTEM)
                .findFirst();
    }

    /**
     * {@code search}.
     *
     * @return the device; empty if it is proved that nothing matches
     */
    Optional<String> search(String by, String wanted) throws ImageException {
        List<StorageEntry> candidates = new ArrayList<>(storage.fileSystems());
        for (StorageEntry entry : candidates) {
            boolean match = switch (by) {
                case "fs-uuid" -> lower(entry.uuid()).equals(Optional.of(wanted.toLowerCase(Locale.ROOT)));
                case "label" -> entry.label().equals(Optional.of(wanted));
                default -> {
                    Optional<GuestPath> place = wanted.startsWith("/")
                            ? place(entry, GuestPath.of(wanted)).path()
                            : Optional.empty();
                    yield place.isPresent() && tree.exists(place.get());
                }
            };
            if (match) {
                return Optional.of(name(entry));
            }
        }
        return storage.unread().isEmpty() ? Optional.empty() : Optional.of(UNKNOWN);
    }

    private static Optional<String> lower(Optional<String> text) {
        return text.map(any -> any.toLowerCase(Locale.ROOT));
    }
}
