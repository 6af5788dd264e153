package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.DiskInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageEntry.Kind;
import org.imginspect.engine.StorageEntry.State;
import org.imginspect.engine.StorageMap;
import org.imginspect.engine.VolumeGroup;
import org.imginspect.engine.VolumeInfo;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.recognised.Recognition.Content;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.imginspect.volume.LogicalVolume;
import org.imginspect.volume.Member;
import org.imginspect.volume.VolumeFormat;
import org.imginspect.volume.VolumeSet;

/**
 * The disks of a machine, one or several, and the volume groups and arrays that their parts make: arrays first, for volume groups may lie on
 * them, then again what lies in those. A file system of several devices is known by its UUID.
 */
public final class DiskStack {
    /** Arrays of arrays, groups on arrays: nobody builds deeper. */
    private static final int DEPTH = 8;

    /** Where an engine takes the bytes of what a group or an array makes. */
    @FunctionalInterface
    public interface Bytes {
        /**
         * @param volume its entry, with its names
         * @param group what it is of: its UUID is what the kernel knows an array by
         * @param own as our own readers put them together; empty if they cannot
         * @return empty if they are not to be had
         * @throws ImageException that is not the volume's but the engine's own
         */
        Optional<ByteSource> of(StorageEntry volume, VolumeGroup group, Optional<ByteSource> own) throws ImageException;
    }

    /** What a group or an array makes, and what lies in it. */
    private record Made(StorageEntry entry, Optional<DiskLayout> inside) {}

    private final List<ContainerInfo> containers;
    private final List<DiskLayout> disks;
    private final Bytes bytes;
    private final Limits limits;
    /** By the path of the first member. */
    private final Map<String, List<Made>> made = new HashMap<>();
    /** Members that were handed to their manager, by their path; why it cannot read them, if it cannot. */
    private final Map<String, Optional<ImageException>> members = new HashMap<>();

    private final Map<String, ImageException> failures = new LinkedHashMap<>();
    private final List<VolumeGroup> groups = new ArrayList<>();
    private int volumes;

    private DiskStack(List<ContainerInfo> containers, List<DiskLayout> disks, Bytes bytes, Limits limits) {
        this.containers = List.copyOf(containers);
        this.disks = List.copyOf(disks);
        this.bytes = bytes;
        this.limits = limits;
    }

    /**
     * Puts together what lies on several disks.
     *
     * @param containers the disks' containers, the first the one that is started
     * @param disks what lies directly on each, in the same order
     * @throws ImageException only what {@code bytes} throws
     */
    public static DiskStack of(List<ContainerInfo> containers, List<DiskLayout> disks, Bytes bytes, Limits limits)
            throws ImageException {
        DiskStack stack = new DiskStack(containers, disks, bytes, limits);
        if (stack.regions().stream().anyMatch(region -> region.content().content() == Content.VOLUME)) {
            stack.assemble(Formats.volumes());
        }
        return stack;
    }

    /** As {@link #of}, with other managers. */
    static DiskStack of(
            List<ContainerInfo> containers,
            List<DiskLayout> disks,
            Bytes bytes,
            List<VolumeFormat> managers,
            Limits limits)
            throws ImageException {
        DiskStack stack = new DiskStack(containers, disks, bytes, limits);
        stack.assemble(managers);
        return stack;
    }

    /** The disks with what our own readers make of them. */
    public static DiskStack own(DiskFiles files, Limits limits) throws ImageException {
        List<DiskLayout> disks = new ArrayList<>();
        List<ContainerInfo> containers = new ArrayList<>();
        for (DiskFile file : files.all()) {
            String name = files.names().get(disks.size());
            disks.add(DiskLayout.read(
                    file.disk(), name, file.container(), file.image().sectorBytes(), disks.size(), limits));
            containers.add(file.container());
        }
        return of(containers, disks, (volume, group, own) -> own, limits);
    }

    private void assemble(List<VolumeFormat> managers) throws ImageException {
        for (int depth = 0; depth < DEPTH; depth++) {
            boolean more = false;
            for (VolumeFormat manager : managers) {
                boolean found = assemble(manager);
                more |= found;
                if (found) {
                    break; // what lies on arrays is an array again, or joins the members of a group
                }
            }
            if (!more) {
                return;
            }
        }
    }

    /** Hands over the members that no manager has seen; whether there were any. */
    private boolean assemble(VolumeFormat manager) throws ImageException {
        Map<String, Region> found = new LinkedHashMap<>();
        List<Member> handed = new ArrayList<>();
        for (Region region : regions()) {
            // A snapshot of a physical volume has its name and UUID.
            if (region.content().content() == Content.VOLUME
                    && region.content().identity().format().equals(manager.member())
                    && !region.place().snapshot()
                    && !members.containsKey(region.path())) {
                found.put(region.path(), region);
                handed.add(new Member(region.path(), region.bytes()));
            }
        }
        if (handed.isEmpty()) {
            return false;
        }
        for (VolumeSet set : manager.assemble(handed, limits)) {
            add(set, found);
        }
        for (String path : found.keySet()) {
            if (!members.containsKey(path)) {
                throw new IllegalStateException(manager.member() + ": " + path + " is in no set");
            }
        }
        return true;
    }

    private void add(VolumeSet set, Map<String, Region> handed) throws ImageException {
        List<String> paths = set.members().stream().map(Member::path).toList();
        Region first = handed.get(paths.get(0));
        if (first == null) {
            throw new IllegalStateException(set.kind() + " of " + paths.get(0) + ", which was not handed over");
        }
        Optional<ImageException> failure = set.failure();
        volumes += set.volumes().size();
        if (volumes > limits.get(Limits.STORAGE_ENTRIES)) {
            failure = Optional.of(new LimitExceededException(
                    set.kind() + " " + set.name(),
                    Limits.STORAGE_ENTRIES,
                    limits.get(Limits.STORAGE_ENTRIES),
                    first.path()));
        }
        for (String path : paths) {
            members.put(path, failure);
        }
        List<LogicalVolume> readable = failure.isPresent() ? List.of() : set.volumes();
        Set<String> names = new LinkedHashSet<>();
        Map<LogicalVolume, String> pathOf = new HashMap<>();
        for (LogicalVolume volume : readable) {
            String name = volume.name();
            for (int copy = 2; !names.add(name); copy++) {
                name = volume.name() + " (" + copy + ")";
            }
            pathOf.put(volume, first.path() + " > " + name);
        }
        VolumeGroup group = new VolumeGroup(
                set.kind(),
                set.name(),
                set.uuid(),
                set.format(),
                paths,
                set.missing(),
                failure.map(ImageException::problem),
                readable.stream().map(pathOf::get).toList());
        groups.add(group);
        List<Made> all = new ArrayList<>();
        for (LogicalVolume volume : readable) {
            all.add(make(volume, group, pathOf.getOrDefault(volume, volume.name()), first));
        }
        made.put(first.path(), all);
    }

    private Made make(LogicalVolume volume, VolumeGroup group, String path, Region first) throws ImageException {
        StorageEntry entry = new StorageEntry(
                path,
                Kind.VOLUME,
                group.format(),
                volume.holdsData() ? State.OPENED : State.RECOGNISED,
                Optional.empty(),
                Optional.empty(),
                volume.uuid(),
                Optional.of(volume.name()),
                volume.sizeBytes(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new VolumeInfo(
                        volume.type(), OptionalLong.empty(), volume.snapshotOf(), false, false, volume.devices())));
        if (!volume.holdsData()) {
            return new Made(entry, Optional.empty());
        }
        Optional<ByteSource> source = bytes.of(entry, group, volume.bytes());
        ImageException why = volume.failure()
                .orElseGet(() -> new UnsupportedFeatureException(
                        group.kind() + " " + group.name() + ": its volume " + volume.name() + " is not read here",
                        path));
        if (source.isPresent()) {
            Region.Place place = new Region.Place(
                    first.place().disk(),
                    // without any name it still is no partition of the disk
                    volume.devices().isEmpty() ? List.of("/dev/" + volume.name()) : volume.devices(),
                    first.place().snapshot() || volume.snapshotOf().isPresent());
            try {
                boolean partitioned = !first.content().identity().format().equals("LVM2_member");
                return new Made(entry, Optional.of(DiskLayout.inside(entry, source.get(), partitioned, place, limits)));
            } catch (ImageException e) {
                why = e;
            }
        }
        failures.put(path, why);
        return new Made(entry.with(Region.stateOf(why.problem()), why.problem()), Optional.empty());
    }

    /** Everything that can hold something, in the order of the map. */
    public List<Region> regions() {
        List<Region> all = new ArrayList<>();
        for (DiskLayout disk : disks) {
            collect(disk, all);
        }
        return all;
    }

    private void collect(DiskLayout layout, List<Region> into) {
        for (Region region : layout.regions()) {
            into.add(region);
            for (Made each : made.getOrDefault(region.path(), List.of())) {
                each.inside().ifPresent(inside -> collect(inside, into));
            }
        }
    }

    /** What lies directly on each disk. */
    List<DiskLayout> disks() {
        return disks;
    }

    /** Volume groups and arrays, those first on which others lie. */
    public List<VolumeGroup> groups() {
        return List.copyOf(groups);
    }

    /** Whether a region is part of a group or an array that its manager was asked about. */
    public boolean isMember(Region region) {
        return members.containsKey(region.path());
    }

    /** Whether what a member is part of makes any volumes. */
    boolean isUsed(Region member) {
        return groups.stream()
                .anyMatch(group -> !group.volumes().isEmpty() && group.members().contains(member.path()));
    }

    /** Why what a member is part of cannot be read; empty if it can, or if it is no {@linkplain #isMember member}. */
    public Optional<ImageException> failure(Region member) {
        return members.getOrDefault(member.path(), Optional.empty());
    }

    /** What the groups and arrays make, read or not, but for what holds no data itself. */
    List<StorageEntry> volumes() {
        List<StorageEntry> all = new ArrayList<>();
        for (List<Made> each : made.values()) {
            for (Made volume : each) {
                if (volume.entry().state() != State.RECOGNISED) {
                    all.add(volume.entry());
                }
            }
        }
        return all;
    }

    /** What a line of fstab can mean though there are no bytes of it: volumes that could not be put together. */
    List<Volume> unreadVolumes() {
        List<Volume> unread = new ArrayList<>();
        for (List<Made> all : made.values()) {
            for (Made each : all) {
                ImageException why = failures.get(each.entry().path());
                if (why != null) {
                    unread.add(Volume.withoutBytes(each.entry(), why));
                }
            }
        }
        return unread;
    }

    /**
     * The devices of one file system.
     *
     * @return empty if it lies on one alone; else all that are at hand in the order of the map, the region itself among them
     */
    public List<Region> together(Region region) {
        Optional<String> uuid = region.content().identity().uuid();
        if (uuid.isEmpty()
                || region.reader().isEmpty()
                || !region.reader().get().spansDevices()) {
            return List.of();
        }
        List<Region> devices = new ArrayList<>();
        for (Region other : regions()) {
            // A snapshot is a second copy of the same device.
            if (other.content().identity().uuid().equals(uuid)
                    && other.place().snapshot() == region.place().snapshot()
                    && other.reader().isPresent()
                    && other.reader().get().id().equals(region.reader().get().id())) {
                devices.add(other);
            }
        }
        return devices.size() > 1 ? devices : List.of();
    }

    /** Why it is not known what lies on a disk or in an array: its partition table could not be read; empty if all could. */
    public Optional<ImageException> failure() {
        for (DiskLayout disk : disks) {
            if (disk.failure().isPresent()) {
                return disk.failure();
            }
        }
        for (List<Made> all : made.values()) {
            for (Made each : all) {
                if (each.inside().isPresent() && each.inside().get().failure().isPresent()) {
                    return each.inside().get().failure();
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The storage map.
     *
     * @param contents what the engine makes of a region: the entry of its content first, then those of its subvolumes; not empty
     * @param mountPoints where each entry, by its path, is mounted
     */
    public StorageMap storageMap(Function<Region, List<StorageEntry>> contents, Map<String, GuestPath> mountPoints) {
        List<StorageEntry> entries = new ArrayList<>();
        List<DiskInfo> infos = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            list(disks.get(i), contents, entries);
            infos.add(new DiskInfo(
                    disks.get(i).path(), containers.get(i), disks.get(i).table()));
        }
        List<StorageEntry> mounted = new ArrayList<>();
        for (StorageEntry entry : entries) {
            GuestPath point = mountPoints.get(entry.path());
            mounted.add(point == null ? entry : entry.mountedAt(point));
        }
        DiskInfo first = infos.get(0);
        return new StorageMap(first.container(), first.table(), mounted, infos.subList(1, infos.size()), groups);
    }

    private void list(DiskLayout layout, Function<Region, List<StorageEntry>> contents, List<StorageEntry> into) {
        layout.list(
                region -> {
                    List<StorageEntry> all = new ArrayList<>(contents.apply(region));
                    for (Made each : made.getOrDefault(region.path(), List.of())) {
                        if (each.inside().isPresent()) {
                            list(each.inside().get(), contents, all);
                        } else {
                            all.add(each.entry());
                        }
                    }
                    return all;
                },
                into);
    }
}
