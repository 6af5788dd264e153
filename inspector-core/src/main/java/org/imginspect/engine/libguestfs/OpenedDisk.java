package org.imginspect.engine.libguestfs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.VolumeGroup;
import org.imginspect.engine.VolumeInfo;
import org.imginspect.engine.disk.DiskFiles;
import org.imginspect.engine.disk.DiskLayout;
import org.imginspect.engine.disk.DiskSpaceReader;
import org.imginspect.engine.disk.DiskStack;
import org.imginspect.engine.disk.GuestAssembler;
import org.imginspect.engine.disk.OpenedVolumes;
import org.imginspect.engine.disk.Region;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.filesystem.Subvolume;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.FileTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/**
 * The drives of one machine in a launched appliance: their layouts read through it, their file systems mounted in it. What volume groups and
 * arrays there are is read by the same code as everywhere; their bytes are those that the appliance's kernel shows.
 */
final class OpenedDisk {
    /** Formats that are made once and mounted read-only ever after. */
    private static final Set<String> NEVER_WRITTEN = Set.of("iso9660", "squashfs", "erofs", "cramfs", "romfs");

    private final Appliance appliance;
    private final Mounter mounter;
    private final List<String> drives;
    private final List<Preflight> preflights;
    private final Limits limits;
    private final Map<String, FileTree> trees = new LinkedHashMap<>();
    /** The device nodes of logical volumes and arrays, by the path of their entry. */
    private final Map<String, String> nodes = new LinkedHashMap<>();

    private @Nullable List<String> logicalVolumes;
    private @Nullable Map<String, String> arrays;

    private OpenedDisk(
            Appliance appliance, Mounter mounter, List<String> drives, List<Preflight> preflights, Limits limits) {
        this.appliance = appliance;
        this.mounter = mounter;
        this.drives = drives;
        this.preflights = preflights;
        this.limits = limits;
    }

    /**
     * Opens what can be opened on the drives of one machine.
     *
     * @param image the first drive's file
     * @param drives {@code /dev/sda}, …
     * @param preflights what is known of them, in the same order
     */
    static Guest open(
            Appliance appliance,
            Mounter mounter,
            Path image,
            List<String> drives,
            List<Preflight> preflights,
            OpenOptions options,
            Guest.Closer closer)
            throws ImageException {
        DiskSpaceReader space = DiskSpaceReader.lazily(image, options);
        return new OpenedDisk(appliance, mounter, drives, preflights, options.limits()).open(space, closer);
    }

    private Guest open(DiskSpaceReader space, Guest.Closer closer) throws ImageException {
        List<String> names =
                DiskFiles.unique(preflights.stream().map(Preflight::name).toList());
        List<DiskLayout> layouts = new ArrayList<>();
        List<ContainerInfo> containers = new ArrayList<>();
        for (int i = 0; i < drives.size(); i++) {
            ContainerInfo container = preflights.get(i).container();
            ByteSource disk = new DeviceSource(appliance, drives.get(i), container.virtualSizeBytes(), names.get(i));
            OptionalInt sectorBytes = preflights.get(i).sectorBytes();
            layouts.add(DiskLayout.read(disk, names.get(i), container, sectorBytes, i, limits));
            containers.add(container);
        }
        DiskStack stack = DiskStack.of(containers, layouts, this::bytes, limits);
        OpenedVolumes volumes = OpenedVolumes.open(stack, "libguestfs", this::open, trees, limits);
        GuestAssembler.Assembly assembly = volumes.assemble(names.get(0));
        List<String> notes = new ArrayList<>(appliance.notes());
        notes.addAll(assembly.notes());
        return new Guest(
                new EngineInfo("libguestfs", appliance.version(), notes),
                assembly.root(),
                volumes.storageMap(assembly),
                assembly.rootProblem(),
                trees,
                space,
                limits,
                () -> {
                    space.close();
                    for (FileTree tree : new ArrayList<>(trees.values())) {
                        tree.close();
                    }
                    closer.close();
                });
    }

    /** What the appliance's kernel shows of a logical volume or an array; empty if it shows no such thing. */
    private Optional<ByteSource> bytes(StorageEntry volume, VolumeGroup group, Optional<ByteSource> own)
            throws ImageException {
        Optional<String> node = group.format().equals("lvm2") ? logicalVolume(volume) : array(group);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        String device = node.get();
        try {
            long size = appliance.call(volume.path(), g -> g.deviceSizeBytes(device));
            nodes.put(volume.path(), device);
            return Optional.of(new DeviceSource(appliance, device, size, volume.path()));
        } catch (GuestfsException e) {
            return Optional.empty();
        }
    }

    private Optional<String> logicalVolume(StorageEntry volume) throws ImageReadException {
        List<String> known = logicalVolumes;
        if (known == null) {
            try {
                known = appliance.call(volume.path(), GuestfsHandle::lvs);
            } catch (GuestfsException e) {
                known = List.of();
            }
            logicalVolumes = known;
        }
        List<String> active = known;
        return volume.volume().map(VolumeInfo::devices).orElse(List.of()).stream()
                .filter(active::contains)
                .findFirst();
    }

    /** By its UUID: the appliance numbers arrays as it likes. */
    private Optional<String> array(VolumeGroup group) throws ImageReadException {
        Map<String, String> known = arrays;
        if (known == null) {
            known = new LinkedHashMap<>();
            String where = group.members().get(0);
            try {
                for (String device : appliance.call(where, GuestfsHandle::listMdDevices)) {
                    String uuid = appliance.call(where, g -> g.mdUuid(device));
                    known.put(digits(uuid), device);
                }
            } catch (GuestfsException e) {
                // What was found until then is known; the others are not shown.
            }
            arrays = known;
        }
        return group.uuid().map(OpenedDisk::digits).map(known::get);
    }

    /** mdadm parts a UUID with colons, blkid with hyphens, and in other places. */
    private static String digits(String uuid) {
        return uuid.replace(":", "").replace("-", "");
    }

    private Optional<OpenedVolumes.Opened> open(Region region, List<Region> devices) throws ImageReadException {
        String format = region.content().identity().format();
        if (!Mounter.knows(format)) {
            return Optional.empty();
        }
        try {
            return Optional.of(mounted(region, devices, format));
        } catch (ImageReadException e) {
            throw e; // The appliance is gone, and with it everything else on the disk.
        } catch (ImageException e) {
            return Optional.of(OpenedVolumes.Opened.failed(e));
        }
    }

    private OpenedVolumes.Opened mounted(Region region, List<Region> devices, String format) throws ImageException {
        // Before the mount, which replays the journal on the overlay.
        Optional<OpenedFileSystem> own = own(region, devices, format);
        Optional<Consistency> consistency = consistency(region, format, own);
        String device = deviceOf(region);
        GuestfsTree tree = mounter.mount(format, device, "", region.path(), limits);
        List<Subvolume> subvolumes = new ArrayList<>();
        for (Subvolume each : own.map(OpenedFileSystem::subvolumes).orElse(List.of())) {
            String where = region.path() + " > " + each.path();
            subvolumes.add(new Subvolume(
                    each.id(),
                    each.path(),
                    each.uuid(),
                    each.snapshotOf(),
                    each.isDefault(),
                    each.readOnly(),
                    () -> mounter.mount(format, device, "subvolid=" + each.id(), where, limits)));
        }
        return new OpenedVolumes.Opened(Optional.of(tree), Optional.empty(), consistency, Optional.empty(), subvolumes);
    }

    /** The partition's node, or that of the disk, the array or the logical volume. */
    private String deviceOf(Region region) {
        Optional<Integer> number =
                region.partition().flatMap(StorageEntry::partition).map(PartitionInfo::number);
        String node = drives.get(region.place().disk());
        String longest = "";
        for (Map.Entry<String, String> each : nodes.entrySet()) {
            if (region.path().startsWith(each.getKey() + " > ") && each.getKey().length() > longest.length()) {
                longest = each.getKey();
                node = each.getValue();
            }
        }
        String whole = node;
        char last = whole.charAt(whole.length() - 1);
        return number.map(of -> whole + (last >= '0' && last <= '9' ? "p" : "") + of)
                .orElse(whole);
    }

    /**
     * What our own reader says of a file system for which the kernel has no words: whether it was unmounted, which subvolumes there are. Empty if
     * it does not read it; then nothing is said.
     */
    private Optional<OpenedFileSystem> own(Region region, List<Region> devices, String format)
            throws ImageReadException {
        Optional<FileSystemFormat> reader = region.reader();
        if (reader.isEmpty() || format.startsWith("ext")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    devices.isEmpty()
                            ? reader.get().open(region.bytes(), limits)
                            : reader.get()
                                    .open(devices.stream().map(Region::bytes).toList(), limits));
        } catch (ImageReadException e) {
            throw e;
        } catch (ImageException e) {
            return Optional.empty();
        }
    }

    /** Empty where nobody looked at what tells it: a mount replays a log and does not say so. */
    private Optional<Consistency> consistency(Region region, String format, Optional<OpenedFileSystem> own)
            throws ImageException {
        if (format.equals("ext2") || format.equals("ext3") || format.equals("ext4")) {
            return Optional.of(ExtState.consistency(region.bytes()));
        }
        if (own.isPresent()) {
            Consistency found = own.get().consistency();
            boolean replayed =
                    found.kind() == Consistency.Kind.STALE && (format.equals("xfs") || format.equals("btrfs"));
            return Optional.of(
                    replayed ? Consistency.replayed("it was not unmounted; the kernel replayed its log") : found);
        }
        return NEVER_WRITTEN.contains(format) ? Optional.of(Consistency.CLEAN) : Optional.empty();
    }
}
