package org.imginspect.engine.disk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.imginspect.engine.ContainerCheck;
import org.imginspect.engine.DiskSpace;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.SpaceUse;
import org.imginspect.engine.Spread;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.filesystem.ext4.Ext4Format;
import org.imginspect.filesystem.recognised.Membership;
import org.imginspect.filesystem.recognised.Memberships;
import org.imginspect.filesystem.recognised.Recognition.Content;
import org.imginspect.image.ImageCheck;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** What lies below the files, read from the host's image file whatever engine reads the files. */
public final class DiskSpaceReader implements DiskSpace {
    private static final int SECTOR_BYTES = 512;

    /** How the image is opened when the first question comes. */
    private interface Opener {
        Opened open() throws ImageException;
    }

    /** An open image and what lies where on it. */
    private record Opened(DiskFile file, DiskLayout layout) {}

    private final Opener opener;
    private final Limits limits;
    private @Nullable Opened opened;
    private boolean ours;
    private List<Region> volumes = List.of();

    private DiskSpaceReader(Opener opener, Limits limits) {
        this.opener = opener;
        this.limits = limits;
    }

    /** Of an image that is open already; its opener closes it. */
    public static DiskSpaceReader of(DiskFile file, DiskLayout layout, Limits limits) {
        return new DiskSpaceReader(() -> new Opened(file, layout), limits);
    }

    /** Of an image that is opened when the first question comes, and closed by {@link #close}. */
    public static DiskSpaceReader lazily(Path image, OpenOptions options) {
        DiskSpaceReader reader = new DiskSpaceReader(
                () -> {
                    DiskFile file = DiskFile.open(image, options.format(), options.allowBacking(), options.limits());
                    boolean done = false;
                    try {
                        Opened opened = new Opened(
                                file, DiskLayout.read(file.disk(), file.name(), file.container(), options.limits()));
                        done = true;
                        return opened;
                    } finally {
                        if (!done) {
                            file.close();
                        }
                    }
                },
                options.limits());
        reader.ours = true;
        return reader;
    }

    /** Tells of the logical volumes that an engine shows, which are not found on the disk by its partition table. */
    public void volumesAre(List<Region> logicalVolumes) {
        volumes = List.copyOf(logicalVolumes);
    }

    /** Closes the image if this opened it. */
    public void close() throws ImageException {
        if (ours && opened != null) {
            opened.file.close();
        }
    }

    private Opened opened() throws ImageException {
        if (opened == null) {
            opened = opener.open();
        }
        return opened;
    }

    @Override
    public ContainerCheck checkContainer() throws ImageException {
        DiskFile file = opened().file;
        if (file.image().space().isEmpty()) {
            if (file.image().clusterBytes().isPresent()) {
                throw new UnsupportedFeatureException(
                        file.image().format() + ": how it keeps the disk is not checked", file.name());
            }
            long odd = file.disk().size() % SECTOR_BYTES;
            return new ContainerCheck(
                    odd == 0 ? List.of() : List.of("the file of " + file.disk().size() + " bytes ends inside a sector"),
                    OptionalLong.of(0));
        }
        ImageCheck check = file.image().space().get().check();
        OptionalLong leaked = check.leaked();
        return new ContainerCheck(
                check.defects(), leaked.isEmpty() ? leaked : OptionalLong.of(leaked.getAsLong() * check.unitBytes()));
    }

    @Override
    public SpaceUse use() throws ImageException {
        return new UsedSpace(opened().file, requireRegions(), volumes, limits).measure();
    }

    /** What lies on the disk; refused if the partition table, which would tell, could not be read. */
    private List<Region> requireRegions() throws ImageException {
        DiskLayout layout = opened().layout;
        if (layout.failure().isPresent()) {
            throw layout.failure().get();
        }
        return layout.regions();
    }

    @Override
    public List<Spread> spreads() throws ImageException {
        Map<String, Set<String>> members = new LinkedHashMap<>();
        Map<String, List<String>> paths = new LinkedHashMap<>();
        Map<String, Membership> wholes = new LinkedHashMap<>();
        for (Region region : requireRegions()) {
            Optional<Membership> found =
                    Memberships.of(region.content().identity().format(), region.bytes());
            if (found.isPresent()) {
                Membership member = found.get();
                String whole = member.kind() + " " + member.group();
                wholes.putIfAbsent(whole, member);
                members.computeIfAbsent(whole, key -> new LinkedHashSet<>()).add(member.self());
                paths.computeIfAbsent(whole, key -> new ArrayList<>()).add(region.path());
            }
        }
        List<Spread> spreads = new ArrayList<>();
        wholes.forEach((whole, member) -> spreads.add(new Spread(
                member.kind(),
                member.name().isEmpty() ? member.group() : member.name(),
                member.members(),
                members.getOrDefault(whole, Set.of()).size(),
                member.redundant(),
                paths.getOrDefault(whole, List.of()))));
        return spreads;
    }

    @Override
    public boolean hasJournal(StorageEntry fileSystem) throws ImageException {
        Optional<Boolean> always = DiskSpace.journalByFormat(fileSystem.format());
        if (always.isPresent()) {
            return always.get();
        }
        List<Region> all = new ArrayList<>(requireRegions());
        all.addAll(volumes);
        for (Region region : all) {
            if (region.path().equals(fileSystem.path()) && fileSystem.format().startsWith("ext")) {
                return Ext4Format.hasJournal(region.bytes());
            }
        }
        throw new UnsupportedFeatureException(
                fileSystem.format() + ": whether it keeps a journal is not read", fileSystem.path());
    }

    @Override
    public List<ImageException> visitUnowned(Visitor visitor) throws ImageException {
        List<ImageException> unvisited = new ArrayList<>();
        List<Region> regions = requireRegions();
        for (Region region : regions) {
            visit(region, visitor).ifPresent(unvisited::add);
        }
        ByteSource disk = opened().file.disk();
        for (long[] gap : gaps(regions, disk.size())) {
            visitor.unowned(opened().file.name(), Unowned.UNPARTITIONED, disk, gap[0], gap[1] - gap[0]);
        }
        return unvisited;
    }

    private Optional<ImageException> visit(Region region, Visitor visitor) throws ImageException {
        Content content = region.content().content();
        if (content == Content.SWAP || content == Content.DATA) {
            return Optional.empty();
        }
        if (content == Content.EMPTY) {
            visitor.unowned(
                    region.path(),
                    Unowned.UNPARTITIONED,
                    region.bytes(),
                    0,
                    region.bytes().size());
            return Optional.empty();
        }
        if (region.failure().isPresent()) {
            return region.failure();
        }
        ImageException[] ofVisitor = new ImageException[1];
        try {
            Optional<FreeSpace> space = freeSpace(region, limits);
            if (space.isEmpty()) {
                return Optional.of(noMap(region));
            }
            space.get().free(sink(region, Unowned.FREE, visitor, ofVisitor));
            space.get().slack(sink(region, Unowned.SLACK, visitor, ofVisitor));
            return Optional.empty();
        } catch (ImageException e) {
            if (e == ofVisitor[0]) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    /** Remembers what the visitor threw: that is its caller's, what the maps threw is not. */
    private static FreeSpace.Sink sink(Region region, Unowned kind, Visitor visitor, ImageException[] ofVisitor) {
        return (start, length) -> {
            try {
                visitor.unowned(region.path(), kind, region.bytes(), start, length);
            } catch (ImageException e) {
                ofVisitor[0] = e;
                throw e;
            }
        };
    }

    static Optional<FreeSpace> freeSpace(Region region, Limits limits) throws ImageException {
        if (region.reader().isPresent()) {
            return region.reader().get().freeSpace(region.bytes(), limits);
        }
        if (region.isFileSystem()) {
            // An engine that reads it by other means does not say which of ours would.
            for (FileSystemFormat format : Formats.FILE_SYSTEMS) {
                if (format.recognises(region.bytes())) {
                    return format.freeSpace(region.bytes(), limits);
                }
            }
        }
        return Optional.empty();
    }

    static ImageException noMap(Region region) {
        return region.unopenedBecause("embedded")
                .filter(why -> !region.isFileSystem())
                .orElseGet(() -> new UnsupportedFeatureException(
                        region.content().identity().format() + ": which of its bytes are free is not read",
                        region.path()));
    }

    /** Where on the disk a region begins. */
    static long start(Region region) {
        return region.partition()
                .flatMap(StorageEntry::partition)
                .map(PartitionInfo::startBytes)
                .orElse(0L);
    }

    /** What lies in no region, each from and to. */
    static List<long[]> gaps(List<Region> regions, long diskBytes) {
        List<Region> sorted = new ArrayList<>(regions);
        sorted.sort(java.util.Comparator.comparingLong(DiskSpaceReader::start));
        List<long[]> gaps = new ArrayList<>();
        long covered = 0;
        for (Region region : sorted) {
            if (start(region) > covered) {
                gaps.add(new long[] {covered, start(region)});
            }
            covered = Math.max(covered, start(region) + region.bytes().size());
        }
        if (covered < diskBytes) {
            gaps.add(new long[] {covered, diskBytes});
        }
        return gaps;
    }
}
