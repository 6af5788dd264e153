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
import org.imginspect.engine.VolumeGroup;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
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

    /** Open images and what lies where on them. */
    private record Opened(DiskFiles files, DiskStack stack) {}

    private final Opener opener;
    private final Limits limits;
    private @Nullable Opened opened;
    private boolean ours;

    private DiskSpaceReader(Opener opener, Limits limits) {
        this.opener = opener;
        this.limits = limits;
    }

    /** Of images that are open already; their opener closes them. */
    public static DiskSpaceReader of(DiskFiles files, DiskStack stack, Limits limits) {
        return new DiskSpaceReader(() -> new Opened(files, stack), limits);
    }

    /** Of an image and its further disks, which are opened when the first question comes, and closed by {@link #close}. */
    public static DiskSpaceReader lazily(Path image, OpenOptions options) {
        DiskSpaceReader reader = new DiskSpaceReader(
                () -> {
                    DiskFiles files = DiskFiles.open(image, options);
                    boolean done = false;
                    try {
                        Opened opened = new Opened(files, DiskStack.own(files, options.limits()));
                        done = true;
                        return opened;
                    } finally {
                        if (!done) {
                            files.close();
                        }
                    }
                },
                options.limits());
        reader.ours = true;
        return reader;
    }

    /** Closes the image if this opened it. */
    public void close() throws ImageException {
        if (ours && opened != null) {
            opened.files.close();
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
        DiskFiles files = opened().files;
        List<String> defects = new ArrayList<>();
        OptionalLong leaked = OptionalLong.of(0);
        for (int i = 0; i < files.all().size(); i++) {
            ContainerCheck check = check(files.all().get(i));
            for (String defect : check.defects()) {
                defects.add(i == 0 ? defect : files.names().get(i) + ": " + defect);
            }
            leaked = leaked.isEmpty() || check.leakedBytes().isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(leaked.getAsLong() + check.leakedBytes().getAsLong());
        }
        return new ContainerCheck(defects, leaked);
    }

    private static ContainerCheck check(DiskFile file) throws ImageException {
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
        requireRegions();
        return new UsedSpace(opened().files, opened().stack, limits).measure();
    }

    /** What lies on the disks; refused if a partition table, which would tell, could not be read. */
    private List<Region> requireRegions() throws ImageException {
        DiskStack stack = opened().stack;
        if (stack.failure().isPresent()) {
            throw stack.failure().get();
        }
        return stack.regions();
    }

    @Override
    public List<Spread> spreads() throws ImageException {
        Map<String, Set<String>> members = new LinkedHashMap<>();
        Map<String, List<String>> paths = new LinkedHashMap<>();
        Map<String, Membership> wholes = new LinkedHashMap<>();
        List<Spread> spreads = new ArrayList<>();
        List<Region> regions = requireRegions();
        for (VolumeGroup group : opened().stack.groups()) {
            // One without a UUID is a member of nothing, or of what is not known.
            if (group.uuid().isPresent() && group.problem().isEmpty()) {
                spreads.add(new Spread(
                        group.kind(),
                        group.name(),
                        group.members().size() + group.missing().size(),
                        group.members().size(),
                        group.format().startsWith("raid") && !group.format().equals("raid0"),
                        group.members()));
            }
        }
        for (Region region : regions) {
            if (opened().stack.isMember(region)) {
                Optional<ImageException> failure = opened().stack.failure(region);
                if (failure.isPresent()) {
                    throw failure.get();
                }
                continue;
            }
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
        for (Region region : requireRegions()) {
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
        for (Region region : requireRegions()) {
            visit(region, visitor).ifPresent(unvisited::add);
        }
        unvisited.addAll(opened().stack.unreadVolumes().stream()
                .map(Volume::failure)
                .flatMap(Optional::stream)
                .toList());
        for (int i = 0; i < opened().files.all().size(); i++) {
            ByteSource disk = opened().files.all().get(i).disk();
            for (long[] gap : gaps(opened().stack.disks().get(i).regions(), disk.size())) {
                visitor.unowned(opened().files.names().get(i), Unowned.UNPARTITIONED, disk, gap[0], gap[1] - gap[0]);
            }
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
            if (opened().stack.isMember(region)) {
                return Optional.of(new UnsupportedFeatureException(
                        region.content().identity().format() + ": which of its bytes no volume has is not read",
                        region.path()));
            }
            Optional<FreeSpace> space = freeSpace(opened().stack, region, limits);
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

    /** The maps of a file system; empty if they are not read, or tell of several devices together. */
    static Optional<FreeSpace> freeSpace(DiskStack stack, Region region, Limits limits) throws ImageException {
        if (!stack.together(region).isEmpty()) {
            return Optional.empty();
        }
        if (region.reader().isPresent()) {
            return region.reader().get().freeSpace(region.bytes(), limits);
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
