package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageEntry.Kind;
import org.imginspect.engine.StorageEntry.State;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.recognised.Recogniser;
import org.imginspect.filesystem.recognised.Recognition;
import org.imginspect.filesystem.recognised.Recognition.Content;
import org.imginspect.guest.GuestPath;
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

    private final ContainerInfo container;
    private final Optional<PartitionTableInfo> table;
    private final List<StorageEntry> front;
    private final List<StorageEntry> partitions;
    private final List<Region> regions;
    private final Optional<ImageException> failure;

    private DiskLayout(
            ContainerInfo container,
            Optional<PartitionTableInfo> table,
            List<StorageEntry> front,
            List<StorageEntry> partitions,
            List<Region> regions,
            Optional<ImageException> failure) {
        this.container = container;
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
        List<StorageEntry> front = new ArrayList<>();
        front.add(entry(imageName, Kind.CONTAINER, container.format(), State.OPENED, Optional.empty(), disk.size()));
        Region whole = region(Optional.empty(), imageName, disk);
        Optional<PartitionTable> found;
        try {
            found = PartitionTable.read(disk, isBootSector(whole), limits);
        } catch (ImageException e) {
            // A table that cannot be read hides everything behind it.
            Problem problem = e.problem();
            String scheme = problem.what().startsWith("mbr") ? "mbr" : "gpt";
            front.add(entry(
                    imageName + " > " + scheme,
                    Kind.PARTITION_TABLE,
                    scheme,
                    Region.stateOf(problem),
                    Optional.of(problem),
                    disk.size()));
            return new DiskLayout(container, Optional.empty(), front, List.of(), List.of(), Optional.of(e));
        }
        if (found.isEmpty() || (found.get().isDoubtful() && isKnown(whole))) {
            refuseOptical(whole);
            if (container.format().equals("raw")
                    && !isKnown(whole)
                    && whole.failure().isEmpty()) {
                throw new DamagedImageException(
                        "no partition table and no file system was found; is this a disk image?", imageName);
            }
            return new DiskLayout(container, Optional.empty(), front, List.of(), List.of(whole), Optional.empty());
        }
        PartitionTable partitionTable = found.get();
        String scheme = partitionTable.info().scheme();
        front.add(entry(
                imageName + " > " + scheme,
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
            StorageEntry entry = partitionEntry(partition, imageName + " > " + scheme, disk);
            partitions.add(entry);
            long start = partition.info().startBytes();
            if (!partition.container() && start < disk.size()) {
                long length = Math.min(partition.sizeBytes(), disk.size() - start);
                String name = scheme + ":" + partition.info().number();
                regions.add(region(Optional.of(entry), entry.path(), disk.slice(start, length, name)));
            }
        }
        return new DiskLayout(
                container, Optional.of(partitionTable.info()), front, partitions, regions, Optional.empty());
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
     * The storage map.
     *
     * @param contents what the engine makes of a region: the entry of its content first, then those of what lies in that (logical
     *     volumes); not empty
     * @param mountPoints where each entry, by its path, is mounted
     */
    public StorageMap storageMap(Function<Region, List<StorageEntry>> contents, Map<String, GuestPath> mountPoints) {
        List<StorageEntry> entries = new ArrayList<>(front);
        for (StorageEntry partition : partitions) {
            entries.add(partition);
            for (Region region : regions) {
                if (region.partition().equals(Optional.of(partition))) {
                    add(entries, contents.apply(region), mountPoints);
                }
            }
        }
        for (Region region : regions) {
            if (region.partition().isEmpty()) {
                add(entries, contents.apply(region), mountPoints);
            }
        }
        return new StorageMap(container, table, entries);
    }

    private static void add(
            List<StorageEntry> entries, List<StorageEntry> contents, Map<String, GuestPath> mountPoints) {
        for (StorageEntry entry : contents) {
            GuestPath point = mountPoints.get(entry.path());
            entries.add(point == null ? entry : entry.mountedAt(point));
        }
    }

    private static Region region(Optional<StorageEntry> partition, String path, ByteSource bytes) {
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
                return new Region(partition, path + " > " + format, bytes, content, Optional.empty(), Optional.empty());
            }
            ContentProbe.Answer answer = ContentProbe.probe(bytes);
            String format = answer.recognition().identity().format();
            return new Region(
                    partition, path + " > " + format, bytes, answer.recognition(), answer.reader(), Optional.empty());
        } catch (ImageException e) {
            Recognition content = Recognition.of(Content.UNKNOWN, "unknown");
            return new Region(partition, path + " > unknown", bytes, content, Optional.empty(), Optional.of(e));
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
