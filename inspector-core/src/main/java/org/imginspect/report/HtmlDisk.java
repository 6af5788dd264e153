package org.imginspect.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.DiskInfo;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.engine.VolumeGroup;
import org.imginspect.engine.VolumeInfo;
import org.imginspect.error.Problem;
import org.imginspect.guest.Consistency;

/** The disk on the page: drawn to scale, and the same as a table. */
final class HtmlDisk {
    /** Partitions begin at multiples of a MiB: what lies before that is nobody's, and no row of the table. */
    private static final long ALIGNMENT = 2L << 20;

    private static final int MOST_POINTS = 3;

    /** The legend, in its order: how it is drawn, what that means. */
    private static final String[][] LEGEND = {
        {"fs", "file system that was read"},
        {"data", "nothing in it has to be read: swap space, boot code, empty"},
        {"unread", "could not be read"},
        {"gap", "space that no partition has"}
    };

    private final StorageMap storage;
    private final List<Drawn> disks = new ArrayList<>();

    /** One disk, and its parts from its beginning to its end. */
    private record Drawn(DiskInfo disk, List<HtmlDiskBar.Stretch> stretches) {
        long bytes() {
            return disk.container().virtualSizeBytes();
        }
    }

    HtmlDisk(StorageMap storage) {
        this.storage = storage;
        for (DiskInfo disk : storage.disks()) {
            disks.add(new Drawn(disk, stretches(disk)));
        }
    }

    private List<HtmlDiskBar.Stretch> stretches(DiskInfo disk) {
        List<HtmlDiskBar.Stretch> stretches = new ArrayList<>();
        if (disk.table().isEmpty()) {
            StorageEntry whole = storage.at(disk.path()).orElseThrow();
            stretches.add(stretch("", whole, 0, contents(whole)));
            return stretches;
        }
        long at = 0;
        for (StorageEntry entry : storage.partitions(disk.path())) {
            Optional<PartitionInfo> partition = entry.partition();
            if (partition.isEmpty() || LayoutDrawing.isExtended(entry, storage)) {
                continue;
            }
            gap(at, partition.get().startBytes(), stretches);
            stretches.add(stretch(
                    Integer.toString(partition.get().number()),
                    entry,
                    partition.get().startBytes(),
                    contents(entry)));
            at = Math.max(at, partition.get().startBytes() + entry.sizeBytes().orElse(0));
        }
        gap(at, disk.container().virtualSizeBytes(), stretches);
        return stretches;
    }

    private List<StorageEntry> contents(StorageEntry entry) {
        return storage.inside(entry).stream()
                .filter(inner -> inner.kind() != StorageEntry.Kind.PARTITION_TABLE)
                .toList();
    }

    /** Where anything in it is mounted: a file system, a logical volume of a group whose first member it is, a subvolume. */
    private Optional<String> mounted(StorageEntry content) {
        List<String> points = new ArrayList<>();
        for (StorageEntry entry : storage.entries()) {
            if (entry.path().equals(content.path()) || entry.path().startsWith(content.path() + " > ")) {
                entry.mountPoint().ifPresent(point -> points.add(point.toString()));
            }
        }
        if (points.size() > MOST_POINTS) {
            return Optional.of(String.join(" ", points.subList(0, MOST_POINTS)) + " …");
        }
        return points.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", points));
    }

    private boolean isUnread(StorageEntry content) {
        return storage.entries().stream()
                .anyMatch(entry -> entry.state().isIncomplete()
                        && (entry.path().equals(content.path()) || entry.path().startsWith(content.path() + " > ")));
    }

    private static void gap(long from, long to, List<HtmlDiskBar.Stretch> stretches) {
        if (to > from) {
            stretches.add(new HtmlDiskBar.Stretch("gap", "", "free", Sizes.text(to - from), from, to - from));
        }
    }

    private HtmlDiskBar.Stretch stretch(
            String number, StorageEntry entry, long startBytes, List<StorageEntry> contents) {
        String kind = contents.isEmpty() ? "data" : "fs";
        String format = contents.isEmpty() ? entry.format() : contents.get(0).format();
        Optional<String> mounted = Optional.empty();
        for (StorageEntry content : contents) {
            if (isUnread(content)) {
                kind = "unread";
            } else if (content.state() == StorageEntry.State.RECOGNISED && kind.equals("fs")) {
                kind = "data";
            }
            mounted = mounted.or(() -> mounted(content));
        }
        if (entry.state().isIncomplete()) {
            kind = "unread";
        }
        String name = mounted.orElse(format);
        long size = entry.sizeBytes().orElse(0);
        return new HtmlDiskBar.Stretch(
                kind,
                number,
                kind.equals("unread") ? name + " (not read)" : name,
                (mounted.isPresent() ? format + ", " : "") + Sizes.text(size),
                startBytes,
                size);
    }

    HtmlNode node(String idPrefix) {
        List<HtmlNode> drawings = new ArrayList<>();
        Set<String> kinds = new LinkedHashSet<>();
        for (int i = 0; i < disks.size(); i++) {
            Drawn drawn = disks.get(i);
            String id = idPrefix + "disk" + (i == 0 ? "" : i + 1);
            String summary = summary(drawn);
            for (String size : List.of("wide", "narrow")) {
                int width = size.equals("wide") ? 1000 : 340;
                drawings.add(HtmlDiskBar.draw(drawn.stretches(), drawn.bytes(), width, summary, id + "-" + size)
                        .text("class", size)
                        .text(
                                "caption",
                                disks.size() > 1 && size.equals("wide")
                                        ? drawn.disk().path()
                                        : ""));
            }
            drawn.stretches().forEach(stretch -> kinds.add(stretch.kind()));
        }
        List<HtmlNode> legend = new ArrayList<>();
        for (String[] entry : LEGEND) {
            if (kinds.contains(entry[0])) {
                legend.add(new HtmlNode()
                        .text("kind", entry[0])
                        .text("meaning", entry[1])
                        .text("fill", HtmlDiskBar.fill(entry[0])));
            }
        }
        return new HtmlNode()
                .text("prefix", idPrefix)
                .nodes("containers", containers())
                .texts("groups", storage.groups().stream().map(HtmlDisk::group).toList())
                .texts(
                        "defects",
                        storage.table().map(PartitionTableInfo::defects).orElse(List.of()))
                .flag(
                        "usedBackup",
                        storage.table().map(PartitionTableInfo::usedBackup).orElse(false))
                .texts("snapshots", storage.container().snapshots())
                .flag("hasSnapshots", !storage.container().snapshots().isEmpty())
                .nodes("drawings", drawings)
                .nodes("legend", legend)
                .nodes("rows", rows());
    }

    private String summary(Drawn drawn) {
        StringBuilder text = new StringBuilder(
                        disks.size() > 1
                                ? "The disk " + drawn.disk().path() + " from its beginning to its end, "
                                : "The disk from its beginning to its end, ")
                .append(Sizes.text(drawn.bytes()))
                .append(": ");
        for (int i = 0; i < drawn.stretches().size(); i++) {
            HtmlDiskBar.Stretch stretch = drawn.stretches().get(i);
            text.append(i > 0 ? "; " : "");
            if (!stretch.number().isEmpty()) {
                text.append("partition ").append(stretch.number()).append(", ");
            }
            text.append(stretch.name()).append(", ").append(stretch.detail());
        }
        return text.append('.').toString();
    }

    private List<HtmlNode> containers() {
        List<HtmlNode> containers = new ArrayList<>();
        for (Drawn drawn : disks) {
            DiskInfo disk = drawn.disk();
            String name = disks.size() > 1 ? disk.path() + ": " : "";
            String table = disk.table().map(HtmlDisk::table).orElse("no partition table");
            containers.add(new HtmlNode().text("text", name + container(disk.container()) + "; " + table));
        }
        return containers;
    }

    private static String group(VolumeGroup group) {
        int all = group.members().size() + group.missing().size();
        String name = group.name().isEmpty() ? "" : " " + group.name();
        String missing = group.missing().isEmpty() ? "" : "; missing: " + String.join(", ", group.missing());
        String why =
                group.problem().map(problem -> "; not read: " + problem.what()).orElse("");
        return group.kind() + name + " (" + group.format() + "), "
                + group.members().size() + " of " + all + (all == 1 ? " member: " : " members: ")
                + String.join(", ", group.members()) + missing + why;
    }

    private static String container(ContainerInfo info) {
        StringBuilder text = new StringBuilder(info.format());
        text.append(info.version() > 0 ? " version " + info.version() : "");
        text.append(", ").append(Sizes.text(info.virtualSizeBytes()));
        text.append(" (").append(Sizes.text(info.allocatedBytes())).append(" on the host)");
        text.append(info.compression().isEmpty() ? "" : ", " + info.compression());
        text.append(info.dirty() ? ", marked dirty" : "").append(info.corrupt() ? ", marked corrupt" : "");
        return text.toString();
    }

    private static String table(PartitionTableInfo table) {
        return table.scheme() + ", sectors of " + table.sectorBytes() + " bytes, boot code: " + lower(table.bootCode());
    }

    private List<HtmlNode> rows() {
        List<HtmlNode> rows = new ArrayList<>();
        String prefix = storage.entries().get(0).path() + " > ";
        for (StorageEntry entry : storage.entries().subList(1, storage.entries().size())) {
            boolean table = entry.kind() == StorageEntry.Kind.PARTITION_TABLE
                    && !entry.state().isIncomplete();
            if (table || entry.kind() == StorageEntry.Kind.CONTAINER) {
                continue;
            }
            String path = entry.path().startsWith(prefix) ? entry.path().substring(prefix.length()) : entry.path();
            boolean partition = entry.kind() == StorageEntry.Kind.PARTITION;
            rows.add(new HtmlNode()
                    .text("path", path)
                    .flag("inner", !partition && path.contains(" > "))
                    .text("start", entry.partition().map(info -> Sizes.text(info.startBytes())))
                    .text(
                            "size",
                            entry.sizeBytes().isPresent()
                                    ? Sizes.text(entry.sizeBytes().getAsLong())
                                    : "")
                    .text(
                            "what",
                            partition
                                    ? entry.partition()
                                            .map(info -> PartitionTypes.name(info.type()))
                                            .orElse("partition")
                                    : entry.volume().map(HtmlDisk::what).orElse(entry.format()))
                    .text("label", entry.label())
                    .text("uuid", entry.uuid())
                    .text("mount", entry.mountPoint().map(Object::toString))
                    .flag("unread", entry.state().isIncomplete())
                    .text("state", partition && !entry.state().isIncomplete() ? "" : state(entry))
                    .text("problem", entry.problem().map(Problem::what)));
        }
        for (Drawn drawn : disks) {
            for (HtmlDiskBar.Stretch stretch : drawn.stretches()) {
                if (stretch.kind().equals("gap") && stretch.sizeBytes() > ALIGNMENT) {
                    rows.add(gapRow(disks.size() > 1 ? drawn.disk().path() + " > gap" : "gap", stretch));
                }
            }
        }
        return rows;
    }

    private static String what(VolumeInfo volume) {
        return volume.type()
                + volume.id().stream().mapToObj(id -> " " + id).findFirst().orElse("")
                + (volume.isDefault() ? ", default" : "")
                + (volume.readOnly() ? ", read-only" : "")
                + volume.snapshotOf().map(of -> ", snapshot of " + of).orElse("");
    }

    private static HtmlNode gapRow(String path, HtmlDiskBar.Stretch gap) {
        HtmlNode row = new HtmlNode().text("path", path).flag("inner", false).flag("unread", false);
        for (String empty : List.of("label", "uuid", "mount", "state", "problem")) {
            row.text(empty, "");
        }
        return row.text("start", Sizes.text(gap.startBytes()))
                .text("size", Sizes.text(gap.sizeBytes()))
                .text("what", "space that no partition has");
    }

    private static String state(StorageEntry entry) {
        Optional<Consistency> consistency = entry.consistency();
        if (consistency.isPresent() && consistency.get().kind() != Consistency.Kind.CLEAN) {
            return lower(consistency.get().kind()) + " (" + consistency.get().reason() + ")";
        }
        return entry.state().isIncomplete() ? "not read: " + lower(entry.state()) : lower(entry.state());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
