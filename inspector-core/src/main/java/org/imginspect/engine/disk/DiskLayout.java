package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageEntry.Kind;
import org.imginspect.engine.StorageEntry.State;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.recognised.Recogniser;
import org.imginspect.filesystem.recognised.Recognition;
import org.imginspect.filesystem.recognised.Recognition.Content;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/**
 * What lies where on a disk, as far as the partition table and the beginnings of the volumes tell. No file system is opened here:
 * that is the engine's part, {@link Region} by {@link Region}.
 */
public final class DiskLayout {
    private static final long ISO_DESCRIPTORS = 0x8000;

    /** Partitions that are meant to hold no file system, by their GPT or MBR type; the names are ours, blkid has none. */
    private static final Map<String, String> DATA_TYPES = Map.of(
            "21686148-6449-6E6F-744E-656564454649", "bios-boot",
            "9E1A2D38-C612-4316-AA26-8B49521E5A8B", "prep-boot",
            "E3C9E316-0B5C-4DB8-817D-F92DF00215AE", "ms-reserved",
            "41", "prep-boot");

    /** File systems whose boot sector ends in 55 AA as an MBR does: blkid asks for them before it believes in partitions. */
    private static final Set<String> BOOT_SECTOR_FORMATS = Set.of("vfat", "ntfs", "exfat");

    private final Optional<PartitionTableInfo> table;
    private final List<StorageEntry> front;
    private final List<StorageEntry> partitions;
    private final List<Region> regions;
    private final Optional<ImageException> failure;

    private DiskLayout(
            Optional<PartitionTableInfo> table,
            List<StorageEntry> front,
            List<StorageEntry> partitions,
            List<Region> regions,
            Optional<ImageException> failure) {
        this.table = table;
        this.front = front;
        this.partitions = partitions;
        this.regions = regions;
        this.failure = failure;
    }

    /**
     * Reads the partition table and recognises what lies in each partition.
     *
     * @param disk the guest-visible bytes, by whatever engine
     * @param imageName the first part of the storage paths
     * @throws DamagedImageException if a raw file holds neither a partition table nor anything else that is known: it is no disk image
     * @throws UnsupportedFeatureException if it is an optical disc's image
     */
    public static DiskLayout read(ByteSource disk, String imageName, ContainerInfo container, Limits limits)
            throws ImageException {
        return read(disk, imageName, container, OptionalInt.empty(), 0, limits);
    }

    /**
     * As {@link #read(ByteSource, String, ContainerInfo, Limits)}.
     *
     * @param sectorBytes the size of the disk's sectors, if it is known otherwise than by its partition table
     * @param number which disk of several, from 0; on those after the first nothing need be known
     */
    public static DiskLayout read(
            ByteSource disk,
            String imageName,
            ContainerInfo container,
            OptionalInt sectorBytes,
            int number,
            Limits limits)
            throws ImageException {
        StorageEntry front =
                entry(imageName, Kind.CONTAINER, container.format(), State.OPENED, Optional.empty(), disk.size());
        DiskLayout layout = read(disk, front, sectorBytes, Region.Place.on(number), limits);
        if (layout.table.isEmpty() && layout.regions.size() == 1) {
            Region whole = layout.regions.get(0);
            refuseOptical(whole);
            if (number == 0
                    && container.format().equals("raw")
                    && !isKnown(whole)
                    && whole.failure().isEmpty()) {
                throw new DamagedImageException(
                        "no partition table and no file system was found; is this a disk image?", imageName);
            }
        }
        return layout;
    }

    /**
     * What lies in a logical volume or an array.
     *
     * @param volume its entry
     * @param partitioned whether the kernel looks for partitions in it: in arrays, not in logical volumes
     */
    static DiskLayout inside(
            StorageEntry volume, ByteSource bytes, boolean partitioned, Region.Place place, Limits limits)
            throws ImageException {
        return partitioned
                ? read(bytes, volume, OptionalInt.empty(), place, limits)
                : new DiskLayout(
                        Optional.empty(),
                        List.of(volume),
                        List.of(),
                        List.of(region(Optional.empty(), volume.path(), bytes, place)),
                        Optional.empty());
    }

    private static DiskLayout read(
            ByteSource disk, StorageEntry holder, OptionalInt sectorBytes, Region.Place place, Limits limits)
            throws ImageException {
        List<StorageEntry> front = new ArrayList<>();
        front.add(holder);
        Region whole = region(Optional.empty(), holder.path(), disk, place);
        Optional<PartitionTable> found;
        try {
            found = PartitionTable.read(disk, isBootSector(whole), sectorBytes, limits);
        } catch (ImageException e) {
            // A table that cannot be read hides everything behind it.
            Problem problem = e.problem();
            String scheme = problem.what().startsWith("mbr") ? "mbr" : "gpt";
            front.add(entry(
                    holder.path() + " > " + scheme,
                    Kind.PARTITION_TABLE,
                    scheme,
                    Region.stateOf(problem),
                    Optional.of(problem),
                    disk.size()));
            return new DiskLayout(Optional.empty(), front, List.of(), List.of(), Optional.of(e));
        }
        if (found.isEmpty() || (found.get().isDoubtful() && isKnown(whole))) {
            return new DiskLayout(Optional.empty(), front, List.of(), List.of(whole), Optional.empty());
        }
        PartitionTable partitionTable = found.get();
        String scheme = partitionTable.info().scheme();
        front.add(entry(
                holder.path() + " > " + scheme,
                Kind.PARTITION_TABLE,
                scheme,
                partitionTable.incomplete().map(Region::stateOf).orElse(State.OPENED),
                partitionTable.incomplete(),
                disk.size()));
        List<StorageEntry> partitions = new ArrayList<>();
        List<Region> regions = new ArrayList<>();
        for (PartitionTable.Partition partition : partitionTable.partitions()) {
            if (partition.info().startBytes() <= ISO_DESCRIPTORS) {
                refuseOptical(whole);
            }
            StorageEntry entry = partitionEntry(partition, holder.path() + " > " + scheme, disk);
            partitions.add(entry);
            long start = partition.info().startBytes();
            if (!partition.container() && start < disk.size()) {
                long length = Math.min(partition.sizeBytes(), disk.size() - start);
                String name = scheme + ":" + partition.info().number();
                regions.add(region(
                        Optional.of(entry),
                        entry.path(),
                        disk.slice(start, length, name),
                        inPartition(place, partition.info().number())));
            }
        }
        if (isWholeMember(whole, regions)) {
            return new DiskLayout(Optional.empty(), List.of(holder), List.of(), List.of(whole), Optional.empty());
        }
        return new DiskLayout(Optional.of(partitionTable.info()), front, partitions, regions, Optional.empty());
    }

    /**
     * Whether the disk is a mirror's half, whose metadata lies at the end: the partitions are the array's then. Metadata of version 0.90 may also
     * be the last partition's, which ends where the disk does.
     */
    private static boolean isWholeMember(Region whole, List<Region> regions) {
        return whole.content().identity().format().equals("linux_raid_member")
                && regions.stream()
                        .noneMatch(region -> region.content()
                                .identity()
                                .equals(whole.content().identity()));
    }

    /** {@code /dev/md0} has {@code /dev/md0p1}, {@code /dev/md/boot} has {@code /dev/md/boot1}. */
    private static Region.Place inPartition(Region.Place place, int number) {
        List<String> devices = new ArrayList<>();
        for (String device : place.devices()) {
            char last = device.charAt(device.length() - 1);
            devices.add(device + (last >= '0' && last <= '9' ? "p" : "") + number);
        }
        return new Region.Place(place.disk(), devices, place.snapshot());
    }

    /** Everything that can hold something, in the order of the disk. */
    public List<Region> regions() {
        return List.copyOf(regions);
    }

    /** Why it is not known what lies on the disk: the partition table could not be read; empty if it could. */
    public Optional<ImageException> failure() {
        return failure;
    }

    /** What is known of the partition table; empty if there is none, or it could not be read. */
    public Optional<PartitionTableInfo> table() {
        return table;
    }

    /**
     * The entries: what holds all this, its table, then each partition followed by what lies in it.
     *
     * @param contents what lies in a region
     */
    void list(Function<Region, List<StorageEntry>> contents, List<StorageEntry> into) {
        into.addAll(front);
        for (StorageEntry partition : partitions) {
            into.add(partition);
            for (Region region : regions) {
                if (region.partition().equals(Optional.of(partition))) {
                    into.addAll(contents.apply(region));
                }
            }
        }
        for (Region region : regions) {
            if (region.partition().isEmpty()) {
                into.addAll(contents.apply(region));
            }
        }
    }

    /** The storage path of what holds all this. */
    String path() {
        return front.get(0).path();
    }

    private static Region region(Optional<StorageEntry> partition, String path, ByteSource bytes, Region.Place place) {
        Optional<String> data = partition
                .flatMap(StorageEntry::partition)
                .map(PartitionInfo::type)
                .flatMap(type -> Optional.ofNullable(DATA_TYPES.get(type)));
        try {
            if (data.isPresent()) {
                // An empty one is told apart: the type promises a boot loader that was never written.
                Recognition found = Recogniser.unrecognised(bytes);
                Recognition content =
                        found.content() == Content.EMPTY ? found : Recognition.of(Content.DATA, data.get());
                String format = content.identity().format();
                return new Region(
                        partition, path + " > " + format, bytes, content, Optional.empty(), Optional.empty(), place);
            }
            ContentProbe.Answer answer = ContentProbe.probe(bytes);
            String format = answer.recognition().identity().format();
            return new Region(
                    partition,
                    path + " > " + format,
                    bytes,
                    answer.recognition(),
                    answer.reader(),
                    Optional.empty(),
                    place);
        } catch (ImageException e) {
            Recognition content = Recognition.of(Content.UNKNOWN, "unknown");
            return new Region(partition, path + " > unknown", bytes, content, Optional.empty(), Optional.of(e), place);
        }
    }

    private static boolean isBootSector(Region whole) {
        return BOOT_SECTOR_FORMATS.contains(whole.content().identity().format());
    }

    private static boolean isKnown(Region whole) {
        Content content = whole.content().content();
        return content != Content.UNKNOWN && content != Content.EMPTY;
    }

    private static void refuseOptical(Region whole) throws UnsupportedFeatureException {
        String format = whole.content().identity().format();
        if (format.equals("iso9660") || format.equals("udf")) {
            throw new UnsupportedFeatureException(
                    "the file is an optical disc's image (" + format
                            + "), which is not read: install from it and give the image of the disk",
                    whole.bytes().describe());
        }
    }

    private static StorageEntry partitionEntry(PartitionTable.Partition partition, String table, ByteSource disk) {
        long start = partition.info().startBytes();
        String path = table + ":" + partition.info().number();
        Optional<Problem> problem = Optional.empty();
        if (start > disk.size() || partition.sizeBytes() > disk.size() - start) {
            problem = Optional.of(new Problem(
                    Problem.Kind.DAMAGED,
                    "partition of " + partition.sizeBytes() + " bytes at 0x" + Long.toHexString(start)
                            + " leaves the disk of " + disk.size() + " bytes: the image is cut off",
                    path,
                    OptionalLong.empty()));
        }
        return new StorageEntry(
                path,
                Kind.PARTITION,
                table.substring(table.lastIndexOf(" ") + 1),
                problem.isEmpty() ? State.OPENED : State.DAMAGED,
                problem,
                Optional.empty(),
                partition.uuid(),
                partition.name(),
                OptionalLong.of(partition.sizeBytes()),
                Optional.empty(),
                Optional.of(partition.info()));
    }

    private static StorageEntry entry(
            String path, Kind kind, String format, State state, Optional<Problem> problem, long sizeBytes) {
        return new StorageEntry(
                path,
                kind,
                format,
                state,
                problem,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(sizeBytes),
                Optional.empty(),
                Optional.empty());
    }
}
