package org.imginspect.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.Problem;
import org.imginspect.guest.Consistency;

/** The disk on the page: drawn to scale, and the same as a table. */
final class HtmlDisk {
    /** Partitions begin at multiples of a MiB: what lies before that is nobody's, and no row of the table. */
    private static final long ALIGNMENT = 2L << 20;

    /** The legend, in its order: how it is drawn, what that means. */
    private static final String[][] LEGEND = {
        {"fs", "file system that was read"},
        {"data", "nothing in it has to be read: swap space, boot code, empty"},
        {"unread", "could not be read"},
        {"gap", "space that no partition has"}
    };

    private final StorageMap storage;
    private final long diskBytes;
    private final List<HtmlDiskBar.Stretch> stretches = new ArrayList<>();

    HtmlDisk(StorageMap storage) {
        this.storage = storage;
        this.diskBytes = storage.container().virtualSizeBytes();
        if (storage.table().isEmpty()) {
            StorageEntry disk = storage.entries().get(0);
            stretches.add(stretch("", disk, 0, contents(disk)));
            return;
        }
        long at = 0;
        for (StorageEntry entry : storage.partitions()) {
            Optional<PartitionInfo> partition = entry.partition();
            if (partition.isEmpty() || LayoutDrawing.isExtended(entry, storage)) {
                continue;
            }
            gap(at, partition.get().startBytes());
            stretches.add(stretch(
                    Integer.toString(partition.get().number()),
                    entry,
                    partition.get().startBytes(),
                    contents(entry)));
            at = Math.max(at, partition.get().startBytes() + entry.sizeBytes().orElse(0));
        }
        gap(at, diskBytes);
    }

    private List<StorageEntry> contents(StorageEntry entry) {
        return storage.inside(entry).stream()
                .filter(inner -> inner.kind() != StorageEntry.Kind.PARTITION_TABLE)
                .toList();
    }

    private void gap(long from, long to) {
        if (to > from) {
            stretches.add(new HtmlDiskBar.Stretch("gap", "", "free", Sizes.text(to - from), from, to - from));
        }
    }

    private static HtmlDiskBar.Stretch stretch(
            String number, StorageEntry entry, long startBytes, List<StorageEntry> contents) {
        String kind = contents.isEmpty() ? "data" : "fs";
        String format = contents.isEmpty() ? entry.format() : contents.get(0).format();
        Optional<String> mounted = Optional.empty();
        for (StorageEntry content : contents) {
            if (content.state().isIncomplete()) {
                kind = "unread";
            } else if (content.state() == StorageEntry.State.RECOGNISED && kind.equals("fs")) {
                kind = "data";
            }
            mounted = mounted.or(() -> content.mountPoint().map(Object::toString));
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
        String summary = summary();
        List<HtmlNode> drawings = List.of(
                HtmlDiskBar.draw(stretches, diskBytes, 1000, summary, idPrefix + "disk-wide")
                        .text("class", "wide"),
                HtmlDiskBar.draw(stretches, diskBytes, 340, summary, idPrefix + "disk-narrow")
                        .text("class", "narrow"));
        Set<String> kinds = new LinkedHashSet<>();
        stretches.forEach(stretch -> kinds.add(stretch.kind()));
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
                .text("container", container())
                .text("table", storage.table().map(HtmlDisk::table).orElse("no partition table"))
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

    private String summary() {
        StringBuilder text = new StringBuilder("The disk from its beginning to its end, ")
                .append(Sizes.text(diskBytes))
                .append(": ");
        for (int i = 0; i < stretches.size(); i++) {
            HtmlDiskBar.Stretch stretch = stretches.get(i);
            text.append(i > 0 ? "; " : "");
            if (!stretch.number().isEmpty()) {
                text.append("partition ").append(stretch.number()).append(", ");
            }
            text.append(stretch.name()).append(", ").append(stretch.detail());
        }
        return text.append('.').toString();
    }

    private String container() {
        ContainerInfo info = storage.container();
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
            if (entry.kind() == StorageEntry.Kind.PARTITION_TABLE
                    && !entry.state().isIncomplete()) {
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
                                    : entry.format())
                    .text("label", entry.label())
                    .text("uuid", entry.uuid())
                    .text("mount", entry.mountPoint().map(Object::toString))
                    .flag("unread", entry.state().isIncomplete())
                    .text("state", partition && !entry.state().isIncomplete() ? "" : state(entry))
                    .text("problem", entry.problem().map(Problem::what)));
        }
        for (HtmlDiskBar.Stretch stretch : stretches) {
            if (stretch.kind().equals("gap") && stretch.sizeBytes() > ALIGNMENT) {
                rows.add(gapRow(stretch));
            }
        }
        return rows;
    }

    private static HtmlNode gapRow(HtmlDiskBar.Stretch gap) {
        HtmlNode row = new HtmlNode().text("path", "gap").flag("inner", false).flag("unread", false);
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
