package org.imginspect.compare;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.engine.VolumeInfo;
import org.imginspect.error.Problem;

/** Partition table, partitions, and what lies in them. */
final class StorageSection implements Section<StorageMap> {
    private static final String INSIDE = " > ";

    @Override
    public String id() {
        return "storage";
    }

    @Override
    public String title() {
        return "Storage layout";
    }

    @Override
    public StorageMap look(ImageView image) {
        return image.storage();
    }

    @Override
    public void compare(StorageMap before, StorageMap after, Differences found) {
        Properties.compareAll(things(before), things(after), found);
        unread(before, Side.BEFORE, found);
        unread(after, Side.AFTER, found);
    }

    /** What was not read is listed with its size and kind, and what is inside is not known. */
    private static void unread(StorageMap storage, Side side, Differences found) {
        for (StorageEntry entry : storage.unread()) {
            found.unread(
                    side,
                    entry.problem()
                            .map(Problem::message)
                            .orElse(entry.path() + ": " + entry.state().name().toLowerCase(Locale.ROOT)));
        }
    }

    private static Map<String, Properties> things(StorageMap storage) {
        Map<String, Properties> things = new LinkedHashMap<>();
        String image = storage.entries().get(0).path() + INSIDE;
        things.put("partition table", table(storage.table()));
        for (StorageEntry entry : storage.entries()) {
            switch (entry.kind()) {
                case CONTAINER, PARTITION_TABLE -> {
                    // The container is the system's, the table has been told.
                }
                case PARTITION -> things.put(name(entry.path(), image), partition(entry));
                case VOLUME, FILE_SYSTEM, SUBVOLUME, SWAP, DATA -> {
                    if (entry.volume().isPresent()) {
                        // Several lie in one place.
                        things.put(
                                name(entry.path(), image),
                                volume(entry, entry.volume().get()));
                        continue;
                    }
                    // By what it lies in, so that another file system in the same place is a change of that.
                    String path = name(entry.path(), image);
                    int last = path.lastIndexOf(INSIDE);
                    things.put((last < 0 ? "disk" : path.substring(0, last)) + ", content", content(entry));
                }
            }
        }
        return things;
    }

    /** Without the image's name, which the two need not share. */
    private static String name(String path, String image) {
        return path.startsWith(image) ? path.substring(image.length()) : path;
    }

    private static Properties table(Optional<PartitionTableInfo> table) {
        return table.isEmpty()
                ? new Properties().with("scheme", "none")
                : new Properties()
                        .with("scheme", table.get().scheme())
                        .with("sector size", Amounts.bytes(table.get().sectorBytes()))
                        .with("disk id", table.get().diskId());
    }

    private static Properties partition(StorageEntry entry) {
        Properties properties = new Properties();
        entry.partition()
                .ifPresent(partition -> properties
                        .with("type", partition.type())
                        .with("begins at", Amounts.bytes(partition.startBytes()))
                        .with("attributes", "0x" + Long.toHexString(partition.attributes())));
        entry.sizeBytes().ifPresent(size -> properties.with("size", Amounts.bytes(size)));
        return properties.with("PARTUUID", entry.uuid()).with("name", entry.label());
    }

    private static Properties volume(StorageEntry entry, VolumeInfo volume) {
        return content(entry)
                .with("type", volume.type())
                .with("snapshot of", volume.snapshotOf())
                .with("default", volume.isDefault() ? "yes" : "no")
                .with("read-only", volume.readOnly() ? "yes" : "no");
    }

    private static Properties content(StorageEntry entry) {
        Properties properties = new Properties().with("format", entry.format());
        entry.sizeBytes().ifPresent(size -> properties.with("size", Amounts.bytes(size)));
        return properties
                .with("UUID", entry.uuid())
                .with("label", entry.label())
                .with("mounted at", entry.mountPoint().map(Object::toString))
                .with(
                        "unmounted",
                        entry.consistency()
                                .map(consistency -> consistency.kind().name().toLowerCase(Locale.ROOT)));
    }
}
