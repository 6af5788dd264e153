package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.DiskInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.engine.VolumeGroup;
import org.imginspect.engine.VolumeInfo;
import org.imginspect.error.Problem;
import org.imginspect.guest.Consistency;
import org.imginspect.report.TextPage.Ink;

/** The disk for people: a bar to scale, then every partition, volume and file system with its state. */
public final class LayoutDrawing {
    /** A gap narrower than this share of the disk is left out of the bar: alignment, not space. */
    private static final double LEAST_GAP = 0.01;

    /** Where what is said of an entry begins, unless its path is longer. */
    private static final int COLUMN = 24;

    private static final int LONGEST_HEAD = 30;

    private LayoutDrawing() {}

    /** Draws. Storage paths are printed without the first image's name, as {@code --volume} takes them. */
    public static void write(Guest guest, ReportStyle style, Writer out) throws IOException {
        TextPage page = new TextPage(out, style);
        StorageMap storage = guest.storage();
        String prefix = storage.entries().get(0).path() + " > ";
        boolean first = true;
        for (DiskInfo disk : storage.disks()) {
            if (!first) {
                page.blank();
            }
            first = false;
            disk(disk, storage, style, page);
            page.blank();
            for (StorageEntry entry : storage.entries()) {
                if (storage.diskOf(entry).equals(disk) && !entry.path().equals(disk.path())) {
                    String path =
                            entry.path().startsWith(prefix) ? entry.path().substring(prefix.length()) : entry.path();
                    int depth = depth(entry.path()) - depth(disk.path()) - 1;
                    entry(entry, path, Math.max(0, depth), page);
                }
            }
        }
        if (!storage.groups().isEmpty()) {
            page.blank();
        }
        for (VolumeGroup group : storage.groups()) {
            group(group, prefix, page);
        }
        if (guest.rootProblem().isPresent()) {
            page.blank();
            page.paragraph("no guest: ", Ink.YELLOW, guest.rootProblem().get().message(), Ink.PLAIN);
        }
    }

    private static void disk(DiskInfo disk, StorageMap storage, ReportStyle style, TextPage page) throws IOException {
        container(disk.path(), disk.container(), page);
        if (disk.table().isPresent()) {
            table(disk.table().get(), page);
        } else {
            page.paragraph("  ", "no partition table");
        }
        List<String> bar = DiskBar.draw(boxes(disk, storage), style.columns());
        if (!bar.isEmpty()) {
            page.blank();
            for (String line : bar) {
                page.paragraph("", line);
            }
            String end = Sizes.text(disk.container().virtualSizeBytes());
            page.paragraph("", "0" + " ".repeat(Math.max(1, style.columns() - 1 - end.length())) + end);
        }
    }

    private static int depth(String path) {
        int depth = 0;
        for (int at = path.indexOf(" > "); at >= 0; at = path.indexOf(" > ", at + 3)) {
            depth++;
        }
        return depth;
    }

    private static void group(VolumeGroup group, String prefix, TextPage page) throws IOException {
        List<String> members = new ArrayList<>();
        for (String member : group.members()) {
            members.add(member.startsWith(prefix) ? member.substring(prefix.length()) : member);
        }
        int all = members.size() + group.missing().size();
        String what =
                members.size() + (members.size() < all ? " of " + all : "") + (all == 1 ? " member: " : " members: ");
        String format = group.format().equals("lvm2") ? "" : " (" + group.format() + ")";
        String name = group.name().isEmpty() ? "" : " " + group.name();
        page.paragraph(group.kind() + name + format + "  ", Ink.BOLD, what + String.join(", ", members), Ink.PLAIN);
        for (String missing : group.missing()) {
            page.paragraph("  ! ", Ink.YELLOW, "missing: " + missing, Ink.PLAIN);
        }
        if (group.problem().isPresent()) {
            page.paragraph("  ! ", Ink.YELLOW, group.problem().get().what(), Ink.PLAIN);
        }
    }

    private static void container(String path, ContainerInfo info, TextPage page) throws IOException {
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
        page.paragraph("", Ink.PLAIN, path, Ink.BOLD);
        page.paragraph("  ", String.join(", ", parts));
        if (!info.otherFiles().isEmpty()) {
            page.paragraph("  ", "takes its bytes from other files too: " + String.join(", ", info.otherFiles()));
        }
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

    private static List<DiskBar.Box> boxes(DiskInfo info, StorageMap storage) {
        long disk = info.container().virtualSizeBytes();
        List<DiskBar.Box> boxes = new ArrayList<>();
        if (info.table().isEmpty()) {
            String format = "";
            for (StorageEntry entry : storage.entries()) {
                // What lies directly on it; what lies in that comes behind.
                if (entry.path().startsWith(info.path() + " > ") && depth(entry.path()) == depth(info.path()) + 1) {
                    format = entry.format();
                }
            }
            return List.of(new DiskBar.Box(Escape.line(format), disk));
        }
        long at = 0;
        for (StorageEntry entry : storage.partitions(info.path())) {
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
        for (StorageEntry other : storage.partitions(storage.diskOf(entry).path())) {
            if (other.partition().isPresent()
                    && other.partition().get().logicalOf().orElse(-1) == number) {
                return true;
            }
        }
        return false;
    }

    private static void entry(StorageEntry entry, String path, int depth, TextPage page) throws IOException {
        if (entry.kind() == StorageEntry.Kind.PARTITION_TABLE && !entry.state().isIncomplete()) {
            return;
        }
        String head = "  ".repeat(depth) + Escape.line(path);
        Ink ink = entry.state().isIncomplete()
                ? Ink.YELLOW
                : entry.kind() == StorageEntry.Kind.PARTITION ? Ink.BOLD : Ink.PLAIN;
        String what = String.join(", ", what(entry));
        if (head.length() > LONGEST_HEAD) {
            page.paragraph("", head);
            page.paragraph(" ".repeat(COLUMN), ink, what, Ink.PLAIN);
        } else {
            page.paragraph(head + " ".repeat(Math.max(2, COLUMN - head.length())), ink, what, Ink.PLAIN);
        }
        if (entry.mountPoint().isPresent()) {
            page.paragraph(
                    " ".repeat(COLUMN) + "mounted at ",
                    Ink.PLAIN,
                    entry.mountPoint().get().toString(),
                    Ink.GREEN);
        }
        if (entry.problem().isPresent()) {
            Problem problem = entry.problem().get();
            page.paragraph(" ".repeat(COLUMN) + "! ", Ink.YELLOW, problem.what(), Ink.PLAIN);
        }
    }

    private static List<String> what(StorageEntry entry) {
        List<String> parts = new ArrayList<>();
        entry.sizeBytes().ifPresent(bytes -> parts.add(Sizes.text(bytes)));
        if (entry.kind() == StorageEntry.Kind.PARTITION) {
            entry.partition().ifPresent(partition -> parts.add(PartitionTypes.name(partition.type())));
            entry.label().ifPresent(label -> parts.add("'" + label + "'"));
            return parts;
        }
        if (entry.consistency().isPresent() && entry.consistency().get().kind() != Consistency.Kind.CLEAN) {
            Consistency consistency = entry.consistency().get();
            parts.add(lower(consistency.kind()) + " (" + consistency.reason() + ")");
        } else {
            parts.add(lower(entry.state()));
        }
        Optional<VolumeInfo> volume = entry.volume();
        if (volume.isPresent()) {
            parts.add(volume.get().type());
            volume.get().id().ifPresent(id -> parts.add("subvolid " + id));
            if (volume.get().isDefault()) {
                parts.add("default");
            }
            if (volume.get().readOnly()) {
                parts.add("read-only");
            }
            volume.get().snapshotOf().ifPresent(of -> parts.add("snapshot of " + of));
        } else {
            entry.label().ifPresent(label -> parts.add("'" + label + "'"));
        }
        entry.uuid().ifPresent(parts::add);
        return parts;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
