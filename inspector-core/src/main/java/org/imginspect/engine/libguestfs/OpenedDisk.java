package org.imginspect.engine.libguestfs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.engine.disk.DiskLayout;
import org.imginspect.engine.disk.DiskSpaceReader;
import org.imginspect.engine.disk.GuestAssembler;
import org.imginspect.engine.disk.Region;
import org.imginspect.engine.disk.Volume;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.recognised.Recognition;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.FileTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** One drive of a launched appliance: its layout read through it, its file systems mounted in it. */
final class OpenedDisk {
    /** Formats that are made once and mounted read-only ever after. */
    private static final Set<String> NEVER_WRITTEN = Set.of("iso9660", "squashfs", "erofs", "cramfs", "romfs");

    private final Appliance appliance;
    private final Mounter mounter;
    private final String device;
    private final Preflight preflight;
    private final Limits limits;
    private final DiskLayout layout;
    private final Map<Region, List<StorageEntry>> entries = new LinkedHashMap<>();
    private final List<Volume> volumes = new ArrayList<>();
    private final List<Region> logicalRegions = new ArrayList<>();
    private final Map<String, FileTree> trees = new LinkedHashMap<>();
    private boolean logicalVolumesListed;

    private OpenedDisk(
            Appliance appliance,
            Mounter mounter,
            String device,
            Preflight preflight,
            DiskLayout layout,
            Limits limits) {
        this.appliance = appliance;
        this.mounter = mounter;
        this.device = device;
        this.preflight = preflight;
        this.layout = layout;
        this.limits = limits;
    }

    /**
     * Opens what can be opened on one drive.
     *
     * @param device {@code /dev/sda}
     * @param closer run when the guest is closed
     */
    static Guest open(
            Appliance appliance,
            Mounter mounter,
            String device,
            Preflight preflight,
            OpenOptions options,
            Guest.Closer closer)
            throws ImageException {
        Limits limits = options.limits();
        ByteSource disk =
                new DeviceSource(appliance, device, preflight.container().virtualSizeBytes(), preflight.name());
        DiskLayout layout = DiskLayout.read(disk, preflight.name(), preflight.container(), limits);
        DiskSpaceReader space = DiskSpaceReader.lazily(preflight.image(), options);
        return new OpenedDisk(appliance, mounter, device, preflight, layout, limits).open(space, closer);
    }

    private Guest open(DiskSpaceReader space, Guest.Closer closer) throws ImageException {
        for (Region region : layout.regions()) {
            entries.put(region, open(region));
        }
        GuestAssembler.Assembly assembly = GuestAssembler.assemble(preflight.name(), volumes, limits);
        StorageMap storage = layout.storageMap(
                region -> entries.getOrDefault(region, List.of()).stream()
                        .map(entry -> failed(region, entry, assembly.failures()))
                        .toList(),
                assembly.mountPoints());
        space.volumesAre(logicalRegions);
        List<String> notes = new ArrayList<>(appliance.notes());
        notes.addAll(assembly.notes());
        return new Guest(
                new EngineInfo("libguestfs", appliance.version(), notes),
                assembly.root(),
                storage,
                assembly.rootProblem(),
                trees,
                space,
                limits,
                () -> {
                    space.close();
                    for (FileTree tree : trees.values()) {
                        tree.close();
                    }
                    closer.close();
                });
    }

    /** An entry that could not be looked into after all. */
    private static StorageEntry failed(Region region, StorageEntry entry, Map<String, ImageException> failures) {
        ImageException failure = failures.get(entry.path());
        return failure != null && entry.path().equals(region.path()) ? region.failed(failure) : entry;
    }

    private List<StorageEntry> open(Region region) throws ImageReadException {
        String format = region.content().identity().format();
        if (region.isFileSystem() && Mounter.knows(format)) {
            return List.of(mount(region, deviceOf(region)));
        }
        if (format.equals("LVM2_member") && !logicalVolumesListed) {
            return logicalVolumes(region);
        }
        StorageEntry entry = region.unopened("libguestfs");
        volumes.add(Volume.unopened(region, entry, region.unopenedBecause("libguestfs")));
        return List.of(entry);
    }

    private String deviceOf(Region region) {
        return region.partition()
                .flatMap(StorageEntry::partition)
                .map(partition -> device + partition.number())
                .orElse(device);
    }

    private StorageEntry mount(Region region, String from) throws ImageReadException {
        try {
            return mounted(region, from);
        } catch (ImageReadException e) {
            throw e; // The appliance is gone, and with it everything else on the disk.
        } catch (ImageException e) {
            StorageEntry entry = region.failed(e);
            volumes.add(Volume.unopened(region, entry, Optional.of(e)));
            return entry;
        }
    }

    private StorageEntry mounted(Region region, String from) throws ImageException {
        String format = region.content().identity().format();
        // Before the mount, which replays the journal on the overlay.
        Optional<Consistency> consistency = consistency(region, format);
        GuestfsTree tree = mounter.mount(format, from, region.path(), limits);
        StorageEntry entry = region.opened(consistency, Optional.empty());
        trees.put(entry.path(), tree);
        volumes.add(Volume.opened(region, entry, tree));
        return entry;
    }

    /** Empty where nobody looked at what tells it, such as the log of xfs: a mount replays it and does not say so. */
    private Optional<Consistency> consistency(Region region, String format) throws ImageException {
        if (format.equals("ext2") || format.equals("ext3") || format.equals("ext4")) {
            return Optional.of(ExtState.consistency(region.bytes()));
        }
        if (format.equals("vfat") && region.reader().isPresent()) {
            // The kernel only warns of the dirty bit; our own reader looks at it in both places where it may be.
            return Optional.of(
                    region.reader().get().open(region.bytes(), limits).consistency());
        }
        return NEVER_WRITTEN.contains(format) ? Optional.of(Consistency.CLEAN) : Optional.empty();
    }

    /** The logical volumes of all volume groups on the disk, listed with the first physical volume. */
    private List<StorageEntry> logicalVolumes(Region physical) throws ImageReadException {
        logicalVolumesListed = true;
        List<StorageEntry> found = new ArrayList<>();
        try {
            for (String name : appliance.call(physical.path(), GuestfsHandle::lvs)) {
                found.addAll(logicalVolume(physical, name));
            }
        } catch (GuestfsException e) {
            ImageException failure = Failures.of("the logical volumes cannot be listed", physical.path(), e);
            StorageEntry entry = physical.failed(failure);
            volumes.add(Volume.unopened(physical, entry, Optional.of(failure)));
            return List.of(entry);
        }
        if (found.isEmpty()) {
            ImageException none = new UnsupportedFeatureException(
                    "LVM2_member: no logical volume of it could be activated; a physical volume may be missing",
                    physical.path());
            StorageEntry entry = physical.failed(none);
            volumes.add(Volume.unopened(physical, entry, Optional.of(none)));
            return List.of(entry);
        }
        List<StorageEntry> all = new ArrayList<>();
        all.add(physical.opened(Optional.empty(), Optional.empty()));
        all.addAll(found);
        return all;
    }

    /**
     * @param name {@code /dev/vg/lv}
     */
    private List<StorageEntry> logicalVolume(Region physical, String name) throws ImageReadException, GuestfsException {
        String shortName = name.substring("/dev/".length());
        String path = physical.path() + " > " + shortName;
        long size = appliance.call(path, g -> g.deviceSizeBytes(name));
        StorageEntry volume = new StorageEntry(
                path,
                StorageEntry.Kind.VOLUME,
                "lvm2",
                StorageEntry.State.OPENED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(shortName),
                OptionalLong.of(size),
                Optional.empty(),
                Optional.empty());
        String type = appliance.call(path, g -> g.vfsType(name));
        Recognition content = new Recognition(
                Mounter.knows(type)
                        ? Recognition.Content.FILE_SYSTEM
                        : type.equals("swap") ? Recognition.Content.SWAP : Recognition.Content.UNKNOWN,
                new FileSystemIdentity(
                        type.isEmpty() ? "unknown" : type,
                        present(appliance.call(path, g -> g.vfsUuid(name))),
                        present(appliance.call(path, g -> g.vfsLabel(name)))),
                Optional.empty());
        ByteSource bytes = new DeviceSource(appliance, name, size, path);
        Region region = new Region(
                Optional.empty(),
                path + " > " + content.identity().format(),
                bytes,
                content,
                Optional.empty(),
                Optional.empty());
        logicalRegions.add(region);
        StorageEntry inside;
        if (region.isFileSystem()) {
            inside = mount(region, name);
        } else {
            inside = region.unopened("libguestfs");
            volumes.add(Volume.unopened(region, inside, region.unopenedBecause("libguestfs")));
        }
        Volume opened = volumes.remove(volumes.size() - 1);
        volumes.add(new Volume(
                opened.entry(),
                opened.partition(),
                opened.tree(),
                opened.failure(),
                deviceNames(shortName),
                Optional.empty()));
        return List.of(volume, inside);
    }

    /** {@code vg/lv} is {@code /dev/vg/lv} and {@code /dev/mapper/vg-lv}, where hyphens of the names are doubled. */
    private static List<String> deviceNames(String shortName) {
        int slash = shortName.indexOf('/');
        String group = shortName.substring(0, Math.max(0, slash)).replace("-", "--");
        String volume = shortName.substring(slash + 1).replace("-", "--");
        return List.of("/dev/" + shortName, "/dev/mapper/" + group + "-" + volume);
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
