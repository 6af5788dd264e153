package org.imginspect.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.imginspect.engine.ContainerCheck;
import org.imginspect.engine.DiskSpace;
import org.imginspect.engine.SpaceUse;
import org.imginspect.engine.Spread;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ArraySource;

/** What lies below the files of an example, from those of its {@code storage:} lines that {@link ExampleStorage} names. */
final class ExampleSpace implements DiskSpace {
    /** Bytes that no file shows. */
    private record Stretch(String path, Unowned kind, long start, byte[] bytes) {}

    private final StorageMap storage;
    private final List<String> defects = new ArrayList<>();
    private long leaked;
    private SpaceUse use = new SpaceUse(1L << 29, 1L << 29, 0, false);
    private final List<Spread> spreads = new ArrayList<>();
    private final List<Stretch> stretches = new ArrayList<>();
    private final List<String> withoutJournal = new ArrayList<>();

    ExampleSpace(StorageMap storage) {
        this.storage = storage;
    }

    /** Takes a line if it is about what lies below the files. */
    boolean take(ExampleStorage.Line line) {
        switch (line.words().get(0)) {
            case "space" ->
                use = new SpaceUse(
                        line.get("used").map(Long::parseLong).orElse(1L << 29),
                        line.get("file").map(Long::parseLong).orElse(1L << 29),
                        line.get("wasted").map(Long::parseLong).orElse(0L),
                        line.words().contains("estimated"));
            case "spread" ->
                spreads.add(new Spread(
                        line.words().get(1),
                        line.get("name").orElse("vg0"),
                        Integer.parseInt(line.get("needed").orElse("1")),
                        Integer.parseInt(line.get("present").orElse("1")),
                        line.words().contains("redundant"),
                        List.of(path(line.words().get(2)))));
            case "free", "slack", "unpartitioned" ->
                stretches.add(new Stretch(
                        path(line.words().get(1)),
                        switch (line.words().get(0)) {
                            case "free" -> Unowned.FREE;
                            case "slack" -> Unowned.SLACK;
                            default -> Unowned.UNPARTITIONED;
                        },
                        Long.decode(line.get("at").orElse("0")),
                        line.get("text").orElse("").replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1)));
            default -> {
                return false;
            }
        }
        return true;
    }

    void container(ExampleStorage.Line line) {
        defects.addAll(line.all("defect"));
        leaked = line.get("leaked").map(Long::parseLong).orElse(0L);
    }

    void withoutJournal(String path) {
        withoutJournal.add(path);
    }

    private String path(String place) {
        String image = storage.entries().get(0).path();
        if (place.equals("disk")) {
            return image;
        }
        String partition = image + " > " + storage.table().orElseThrow().scheme() + ":" + place;
        return storage.at(partition)
                .flatMap(entry -> storage.inside(entry).stream().findFirst())
                .map(StorageEntry::path)
                .orElse(partition);
    }

    @Override
    public ContainerCheck checkContainer() {
        return new ContainerCheck(defects, OptionalLong.of(leaked));
    }

    @Override
    public SpaceUse use() {
        return use;
    }

    @Override
    public List<Spread> spreads() {
        return List.copyOf(spreads);
    }

    @Override
    public boolean hasJournal(StorageEntry fileSystem) throws ImageException {
        return DiskSpace.journalByFormat(fileSystem.format())
                .orElseGet(() -> !withoutJournal.contains(fileSystem.path()));
    }

    @Override
    public List<ImageException> visitUnowned(Visitor visitor) throws ImageException {
        for (Stretch stretch : stretches) {
            byte[] volume = new byte[(int) stretch.start + stretch.bytes.length];
            System.arraycopy(stretch.bytes, 0, volume, (int) stretch.start, stretch.bytes.length);
            visitor.unowned(
                    stretch.path,
                    stretch.kind,
                    new ArraySource(volume, stretch.path),
                    stretch.start,
                    stretch.bytes.length);
        }
        List<ImageException> unvisited = new ArrayList<>();
        for (StorageEntry entry : storage.unread()) {
            unvisited.add(new UnsupportedFeatureException(
                    entry.format() + ": which of its bytes are free is not read", entry.path()));
        }
        return unvisited;
    }
}
