package org.imginspect.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.DiskSpace;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.PartitionTableInfo.BootCode;
import org.imginspect.engine.PartitionTableInfo.Mbr;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageEntry.Kind;
import org.imginspect.engine.StorageEntry.State;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.Problem;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.GuestPath;

/**
 * The storage map of an example, from its {@code storage:} lines. Words in brackets may be left out; a value with blanks stands in
 * double quotes.
 *
 * <pre>
 * container qcow2 [version=3] [size=BYTES] [snapshots=NAME,NAME] [dirty] [corrupt] [file=NAME]… [defect="…"]… [leaked=BYTES]
 * table gpt [mbr=protective|hybrid|missing] [bootcode=grub|none|other] [usedbackup] [defect="…"]…
 * table mbr [bootcode=grub|none|other]
 * partition 1 [type=linux|esp|bios|swap|GUID|83] [attributes=HEX] [uuid=…] [label=…] [start=MIB] [in=NUMBER] [state=damaged]
 * filesystem 1 ext4 [mount=/] [uuid=…] [label=…] [consistency=replayed:REASON|stale:REASON|unknown] [state=unsupported|damaged|…]
 *     [nojournal]
 * filesystem disk ext4 …                     on the whole disk
 * swap 2 swap [uuid=…] …    data 3 bios-boot …     the same for other kinds of content
 * filesystem "2 > LVM2_member > vg0/root" xfs …     what lies in a volume
 * space [used=BYTES] [file=BYTES] [wasted=BYTES] [estimated]      how much is used; half of the disk if there is no such line
 * spread "RAID array" 1 [name=…] [needed=2] [present=1] [redundant]     what the content of partition 1 is part of
 * free 1 [at=0x5000] text="…\n…"     bytes that no file shows; slack, unpartitioned (disk stands for the number) likewise
 * </pre>
 *
 * Without any line the disk is a raw image with an ext4 root on the whole of it; without a line about partitions or their contents the
 * root is on the whole disk too.
 */
public final class ExampleStorage {
    private static final long DISK_BYTES = 1L << 30;

    private static final Map<String, String> TYPES = Map.of(
            "linux", "0FC63DAF-8483-4772-8E79-3D69D8477DE4",
            "esp", "C12A7328-F81F-11D2-BA4B-00A0C93EC93B",
            "bios", "21686148-6449-6E6F-744E-656564454649",
            "swap", "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F");

    /** One line, taken apart. */
    record Line(List<String> words) {
        Optional<String> get(String name) {
            return words.stream()
                    .filter(word -> word.startsWith(name + "="))
                    .map(word -> word.substring(name.length() + 1))
                    .findFirst();
        }

        List<String> all(String name) {
            return words.stream()
                    .filter(word -> word.startsWith(name + "="))
                    .map(word -> word.substring(name.length() + 1))
                    .toList();
        }
    }

    /** Lines about what lies below the files. */
    private static final Set<String> BELOW = Set.of("space", "spread", "free", "slack", "unpartitioned");

    private ContainerInfo container =
            new ContainerInfo("raw", 0, DISK_BYTES, DISK_BYTES, List.of(), false, false, OptionalLong.empty(), "");
    private Optional<PartitionTableInfo> table = Optional.empty();
    private final List<StorageEntry> entries = new ArrayList<>();

    private ExampleStorage() {}

    /** @param lines what follows {@code storage:} in each line */
    public static StorageMap of(List<String> lines) {
        ExampleStorage storage = new ExampleStorage();
        for (String line : lines) {
            Line words = new Line(words(line));
            if (!BELOW.contains(words.words.get(0))) {
                storage.add(words);
            }
        }
        String image = storage.image();
        List<StorageEntry> all = new ArrayList<>();
        all.add(entry(image, Kind.CONTAINER, storage.container.format(), new Line(List.of()), Optional.empty()));
        storage.table.ifPresent(table -> all.add(entry(
                image + " > " + table.scheme(),
                Kind.PARTITION_TABLE,
                table.scheme(),
                new Line(List.of()),
                Optional.empty())));
        all.addAll(storage.entries);
        if (storage.table.isEmpty() && storage.entries.isEmpty()) {
            all.add(entry(image + " > ext4", Kind.FILE_SYSTEM, "ext4", new Line(List.of("mount=/")), Optional.empty()));
        }
        return new StorageMap(storage.container, storage.table, all);
    }

    /** What lies below the files of the disk that the same lines make. */
    public static DiskSpace space(List<String> lines) {
        StorageMap map = of(lines);
        ExampleSpace space = new ExampleSpace(map);
        for (String text : lines) {
            Line line = new Line(words(text));
            if (line.words.get(0).equals("container")) {
                space.container(line);
            } else if (line.words.contains("nojournal")) {
                String path = parent(map.entries().get(0).path(), map.table(), line) + " > " + line.words.get(2);
                space.withoutJournal(path);
            } else {
                space.take(line);
            }
        }
        return space;
    }

    /** Whether a line says nothing of the map, but of what lies below the files. */
    static boolean isBelow(String line) {
        return BELOW.contains(words(line).get(0));
    }

    private String image() {
        return "disk." + container.format();
    }

    private void add(Line line) {
        List<String> words = line.words;
        switch (words.get(0)) {
            case "container" ->
                container = new ContainerInfo(
                        words.get(1),
                        line.get("version")
                                .map(Integer::parseInt)
                                .orElse(words.get(1).equals("qcow2") ? 3 : 0),
                        line.get("size").map(Long::parseLong).orElse(DISK_BYTES),
                        DISK_BYTES,
                        line.get("snapshots")
                                .map(names -> List.of(names.split(",", -1)))
                                .orElse(List.of()),
                        words.contains("dirty"),
                        words.contains("corrupt"),
                        words.get(1).equals("qcow2") ? OptionalLong.of(65536) : OptionalLong.empty(),
                        words.get(1).equals("qcow2") ? "zlib" : "",
                        line.all("file"));
            case "table" ->
                table = Optional.of(new PartitionTableInfo(
                        words.get(1),
                        512,
                        Optional.empty(),
                        Mbr.valueOf(line.get("mbr")
                                .orElse(words.get(1).equals("gpt") ? "protective" : "plain")
                                .toUpperCase(Locale.ROOT)),
                        words.contains("usedbackup"),
                        line.all("defect"),
                        BootCode.valueOf(line.get("bootcode").orElse("grub").toUpperCase(Locale.ROOT))));
            case "partition" -> {
                String type = line.get("type").orElse(scheme().equals("gpt") ? "linux" : "83");
                int number = Integer.parseInt(words.get(1));
                PartitionInfo info = new PartitionInfo(
                        number,
                        TYPES.getOrDefault(type, type),
                        line.get("start").map(Long::parseLong).orElse((long) number) << 20,
                        line.get("attributes")
                                .map(hex -> Long.parseLong(hex, 16))
                                .orElse(0L),
                        line.get("in")
                                .map(Integer::parseInt)
                                .map(OptionalInt::of)
                                .orElse(OptionalInt.empty()));
                entries.add(entry(
                        image() + " > " + scheme() + ":" + number, Kind.PARTITION, scheme(), line, Optional.of(info)));
            }
            case "filesystem" -> content(Kind.FILE_SYSTEM, line);
            case "swap" -> content(Kind.SWAP, line);
            case "data" -> content(Kind.DATA, line);
            case "volume" -> content(Kind.VOLUME, line);
            default -> throw new IllegalArgumentException("storage line is not understood: " + words);
        }
    }

    private String scheme() {
        return table.orElseThrow(() -> new IllegalArgumentException("a table line comes before its partitions"))
                .scheme();
    }

    private void content(Kind kind, Line line) {
        String parent = parent(image(), table, line);
        String format = line.words.get(2);
        entries.add(entry(parent + " > " + format, kind, format, line, Optional.empty()));
    }

    private static String parent(String image, Optional<PartitionTableInfo> table, Line line) {
        String place = line.words.get(1);
        if (place.equals("disk")) {
            return image;
        }
        return image + " > "
                + table.orElseThrow(() -> new IllegalArgumentException("a table line comes before its partitions"))
                        .scheme()
                + ":" + place;
    }

    private static StorageEntry entry(
            String path, Kind kind, String format, Line line, Optional<PartitionInfo> partition) {
        State state = line.get("state")
                .map(name -> State.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(kind == Kind.SWAP || kind == Kind.DATA ? State.RECOGNISED : State.OPENED);
        Optional<Problem> problem = state.isIncomplete()
                ? Optional.of(new Problem(
                        state == State.UNSUPPORTED ? Problem.Kind.UNSUPPORTED : Problem.Kind.DAMAGED,
                        format + ": not read in this example",
                        path,
                        OptionalLong.empty()))
                : Optional.empty();
        return new StorageEntry(
                path,
                kind,
                format,
                state,
                problem,
                kind == Kind.FILE_SYSTEM && state == State.OPENED
                        ? consistency(line.get("consistency").orElse("clean"))
                        : Optional.empty(),
                line.get("uuid"),
                line.get("label"),
                OptionalLong.of(DISK_BYTES),
                line.get("mount").map(GuestPath::of),
                partition);
    }

    private static Optional<Consistency> consistency(String text) {
        if (text.equals("unknown")) {
            return Optional.empty();
        }
        String reason = text.substring(text.indexOf(':') + 1);
        if (text.startsWith("replayed:")) {
            return Optional.of(Consistency.replayed(reason));
        }
        return Optional.of(text.startsWith("stale:") ? Consistency.stale(reason) : Consistency.CLEAN);
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (char c : (line + " ").toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ' ' && !quoted) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                }
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        return words;
    }
}
