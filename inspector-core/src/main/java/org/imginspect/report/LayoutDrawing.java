package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.Problem;
import org.imginspect.guest.Consistency;
import org.imginspect.report.TextPage.Ink;

/** The disk for people: a bar to scale, then every partition, volume and file system with its state. */
public final class LayoutDrawing {
    /** A gap narrower than this share of the disk is left out of the bar: alignment, not space. */
    private static final double LEAST_GAP = 0.01;

    private LayoutDrawing() {}

    /** Draws. Storage paths are printed without the image's name, as {@code --volume} takes them. */
    public static void write(Guest guest, ReportStyle style, Writer out) throws IOException {
        TextPage page = new TextPage(out, style);
        StorageMap storage = guest.storage();
        StorageEntry disk = storage.entries().get(0);
        container(disk, storage.container(), page);
        if (storage.table().isPresent()) {
            table(storage.table().get(), page);
        } else {
            page.paragraph("  ", "no partition table");
        }
        List<String> bar = DiskBar.draw(boxes(storage), style.columns());
        if (!bar.isEmpty()) {
            page.blank();
            for (String line : bar) {
                page.paragraph("", line);
            }
            String end = Sizes.text(storage.container().virtualSizeBytes());
            page.paragraph("", "0" + " ".repeat(Math.max(1, style.columns() - 1 - end.length())) + end);
        }
        page.blank();
        String prefix = disk.path() + " > ";
        for (StorageEntry entry : storage.entries().subList(1, storage.entries().size())) {
            String path = entry.path().startsWith(prefix) ? entry.path().substring(prefix.length()) : entry.path();
            entry(entry, path, page);
        }
        if (guest.rootProblem().isPresent()) {
            page.blank();
            page.paragraph("no guest: ", Ink.YELLOW, guest.rootProblem().get().message(), Ink.PLAIN);
        }
    }

    private static void container(StorageEntry disk, ContainerInfo info, TextPage page) throws IOException {
        List<String> parts = new ArrayList<>();
        parts.add(info.format() + (info.version() > 0 ? " version " + info.version() : ""));
        parts.add(Sizes.text(info.virtualSizeBytes()) + " (" + Sizes.text(info.allocatedBytes()) + " on this host)");
        info.clusterBytes().ifPresent(bytes -> parts.add("clusters of " + Sizes.text(bytes)));
        if (!info.compression().isEmpty()) {
            parts.add(info.compression());
        }
        if (info.dirty()) {
            parts.add("marked dirty");
        }
        if (info.corrupt()) {
            parts.add("marked corrupt");
        }
        page.paragraph("", Ink.PLAIN, disk.path(), Ink.BOLD);
        page.paragraph("  ", String.join(", ", parts));
        if (!info.snapshots().isEmpty()) {
            page.paragraph("  ", "internal snapshots: " + String.join(", ", info.snapshots()));
        }
    }

    private static void table(PartitionTableInfo table, TextPage page) throws IOException {
        List<String> parts = new ArrayList<>();
        parts.add(table.scheme());
        parts.add("sectors of " + table.sectorBytes() + " bytes");
        if (table.scheme().equals("gpt")) {
            parts.add(lower(table.mbr()) + " MBR");
        }
        parts.add("boot code: " + lower(table.bootCode()));
        table.diskId().ifPresent(id -> parts.add("id " + id));
        page.paragraph("  ", String.join(", ", parts));
        if (table.usedBackup()) {
            page.paragraph("  ! ", Ink.YELLOW, "the primary table is damaged; its backup was used", Ink.PLAIN);
        }
        for (String defect : table.defects()) {
            page.paragraph("  ! ", Ink.YELLOW, defect, Ink.PLAIN);
        }
    }

    private static List<DiskBar.Box> boxes(StorageMap storage) {
        long disk = storage.container().virtualSizeBytes();
        List<DiskBar.Box> boxes = new ArrayList<>();
        if (storage.table().isEmpty()) {
            String format = storage.entries().get(storage.entries().size() - 1).format();
            return List.of(new DiskBar.Box(Escape.line(format), disk));
        }
        long at = 0;
        for (StorageEntry entry : storage.partitions()) {
            Optional<PartitionInfo> partition = entry.partition();
            if (partition.isEmpty() || isExtended(entry, storage)) {
                continue;
            }
            addGap(boxes, partition.get().startBytes() - at, disk);
            long size = entry.sizeBytes().orElse(0);
            boxes.add(new DiskBar.Box(Integer.toString(partition.get().number()), size));
            at = Math.max(at, partition.get().startBytes() + size);
        }
        addGap(boxes, disk - at, disk);
        return boxes;
    }

    private static void addGap(List<DiskBar.Box> boxes, long bytes, long disk) {
        if (bytes > disk * LEAST_GAP) {
            boxes.add(new DiskBar.Box("", bytes));
        }
    }

    static boolean isExtended(StorageEntry entry, StorageMap storage) {
        int number = entry.partition().map(PartitionInfo::number).orElse(0);
        for (StorageEntry other : storage.partitions()) {
            if (other.partition().isPresent()
                    && other.partition().get().logicalOf().orElse(-1) == number) {
                return true;
            }
        }
        return false;
    }

    private static void entry(StorageEntry entry, String path, TextPage page) throws IOException {
        if (entry.kind() == StorageEntry.Kind.PARTITION_TABLE && !entry.state().isIncomplete()) {
            return;
        }
        boolean inner = entry.kind() != StorageEntry.Kind.PARTITION
                && entry.kind() != StorageEntry.Kind.PARTITION_TABLE
                && path.contains(" > ");
        List<String> parts = new ArrayList<>();
        entry.sizeBytes().ifPresent(bytes -> parts.add(Sizes.text(bytes)));
        if (entry.kind() == StorageEntry.Kind.PARTITION) {
            entry.partition().ifPresent(partition -> parts.add(PartitionTypes.name(partition.type())));
            entry.label().ifPresent(label -> parts.add("'" + label + "'"));
        } else {
            if (entry.consistency().isPresent() && entry.consistency().get().kind() != Consistency.Kind.CLEAN) {
                Consistency consistency = entry.consistency().get();
                parts.add(lower(consistency.kind()) + " (" + consistency.reason() + ")");
            } else {
                parts.add(lower(entry.state()));
            }
            entry.label().ifPresent(label -> parts.add("'" + label + "'"));
            entry.uuid().ifPresent(parts::add);
        }
        String head = (inner ? "  " : "") + Escape.line(path);
        String padded = head + " ".repeat(Math.max(2, 24 - head.length()));
        Ink ink = entry.state().isIncomplete()
                ? Ink.YELLOW
                : entry.kind() == StorageEntry.Kind.PARTITION ? Ink.BOLD : Ink.PLAIN;
        page.paragraph(padded, ink, String.join(", ", parts), Ink.PLAIN);
        if (entry.mountPoint().isPresent()) {
            page.paragraph(
                    " ".repeat(24) + "mounted at ",
                    Ink.PLAIN,
                    entry.mountPoint().get().toString(),
                    Ink.GREEN);
        }
        if (entry.problem().isPresent()) {
            Problem problem = entry.problem().get();
            page.paragraph(" ".repeat(24) + "! ", Ink.YELLOW, problem.what(), Ink.PLAIN);
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
