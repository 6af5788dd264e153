package org.imginspect.io;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Our own caps: beyond them an image may be fine, but this tool stops. Format maxima are constants of their format instead.
 * Immutable; passed by parameter.
 */
public final class Limits {
    /** Bytes of one metadata table (qcow2 L1, GPT entries, a block group table) held in memory. */
    public static final String METADATA_TABLE_BYTES = "metadata-table-bytes";
    /** Bytes that decoders may put out during one scan, all together. */
    public static final String DECOMPRESSED_BYTES = "decompressed-bytes";
    /** Bytes of decompressed clusters and metadata blocks kept for reuse. */
    public static final String CACHE_BYTES = "cache-bytes";
    /** Extents or runs of one file. */
    public static final String EXTENTS_PER_FILE = "extents-per-file";
    /** Directories below each other. */
    public static final String DIRECTORY_DEPTH = "directory-depth";
    /** Entries of one directory. */
    public static final String DIRECTORY_ENTRIES = "directory-entries";
    /** Files, directories and links met on one walk. */
    public static final String NODES_WALKED = "nodes-walked";
    /** Symbolic links followed for one path, as Linux has it (MAXSYMLINKS). */
    public static final String SYMLINK_HOPS = "symlink-hops";
    /** Bytes of a file read whole, as text or as a table. */
    public static final String TEXT_FILE_BYTES = "text-file-bytes";
    /** Bytes of one file that the secret rules look at. */
    public static final String SECRET_FILE_BYTES = "secret-file-bytes";
    /** Bytes of journal that one replay keeps in memory. */
    public static final String JOURNAL_OVERLAY_BYTES = "journal-overlay-bytes";
    /** Partitions, volumes and file systems on one disk. */
    public static final String STORAGE_ENTRIES = "storage-entries";
    /** Files in a chain of an image and its backing files (parents), the image itself not counted. */
    public static final String BACKING_DEPTH = "backing-depth";
    /** Other files that one image may have opened: extents, data files, parents. */
    public static final String OTHER_FILES = "other-files";
    /** Nesting of a YAML document. */
    public static final String YAML_DEPTH = "yaml-depth";
    /** Characters of a YAML document, and values that its aliases may make of it. */
    public static final String YAML_CHARACTERS = "yaml-characters";
    /** Aliases in a YAML document. */
    public static final String YAML_ALIASES = "yaml-aliases";
    /** Seconds that one image may take. */
    public static final String WALL_SECONDS = "wall-seconds";

    private static final Map<String, Long> DEFAULTS = defaultValues();

    private final Map<String, Long> values;

    private Limits(Map<String, Long> values) {
        this.values = values;
    }

    /** The caps that hold where nothing else is said. */
    public static Limits defaults() {
        return new Limits(DEFAULTS);
    }

    /** The names of all caps, in alphabetical order. */
    public static java.util.Set<String> names() {
        return new TreeMap<>(DEFAULTS).keySet();
    }

    /** These caps with one changed. */
    public Limits with(String name, long value) {
        if (!DEFAULTS.containsKey(name)) {
            throw new IllegalArgumentException(
                    "no limit is called '" + name + "'; there are " + String.join(", ", names()));
        }
        if (value < 1) {
            throw new IllegalArgumentException("limit " + name + " is " + value + ", but must be 1 or more");
        }
        Map<String, Long> changed = new LinkedHashMap<>(values);
        changed.put(name, value);
        return new Limits(changed);
    }

    /** The value of a cap named by one of this class's constants. */
    public long get(String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no limit is called '" + name + "'");
        }
        return value;
    }

    /** The value of a cap, or {@code Integer.MAX_VALUE} if it is greater. */
    public int getInt(String name) {
        return (int) Math.min(Integer.MAX_VALUE, get(name));
    }

    private static Map<String, Long> defaultValues() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put(METADATA_TABLE_BYTES, 64L << 20);
        map.put(DECOMPRESSED_BYTES, 64L << 30);
        map.put(CACHE_BYTES, 32L << 20);
        map.put(EXTENTS_PER_FILE, 1_000_000L);
        map.put(DIRECTORY_DEPTH, 512L);
        map.put(DIRECTORY_ENTRIES, 1_000_000L);
        map.put(NODES_WALKED, 5_000_000L);
        map.put(SYMLINK_HOPS, 40L);
        map.put(TEXT_FILE_BYTES, 64L << 20);
        map.put(SECRET_FILE_BYTES, 64L << 20);
        map.put(JOURNAL_OVERLAY_BYTES, 128L << 20);
        map.put(STORAGE_ENTRIES, 4096L);
        map.put(BACKING_DEPTH, 16L);
        map.put(OTHER_FILES, 1024L);
        map.put(YAML_CHARACTERS, 1L << 20);
        map.put(YAML_DEPTH, 50L);
        map.put(YAML_ALIASES, 50L);
        map.put(WALL_SECONDS, 3600L);
        return Map.copyOf(map);
    }
}
