package org.imginspect.engine.disk;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageEntry.Kind;
import org.imginspect.engine.StorageEntry.State;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.recognised.Recognition;
import org.imginspect.guest.Consistency;
import org.imginspect.io.ByteSource;

/**
 * One stretch of the disk that can hold something: what lies in a partition, or on the whole disk if it has no table.
 *
 * @param partition the partition's own entry; empty for the whole disk
 * @param path the storage path of what lies here: {@code disk.qcow2 > gpt:1 > ext4}
 * @param bytes its bytes; of a partition that leaves the disk only those that are there
 * @param content what its beginning says it is; {@link Recognition.Content#UNKNOWN} if that could not be read
 * @param reader our own reader for it, if there is one
 * @param failure why {@code content} is not known; empty if it was read
 * @param place where it lies
 */
public record Region(
        Optional<StorageEntry> partition,
        String path,
        ByteSource bytes,
        Recognition content,
        Optional<FileSystemFormat> reader,
        Optional<ImageException> failure,
        Place place) {
    /**
     * Where a region lies.
     *
     * @param disk which disk, from 0; of what lies on several that of the first member
     * @param devices of a logical volume or an array, or a partition inside one, the names of its device node; none directly on a disk
     * @param snapshot whether it is a copy of another volume, so that names and UUIDs mean the other
     */
    public record Place(int disk, List<String> devices, boolean snapshot) {
        public Place {
            devices = List.copyOf(devices);
        }

        /** Directly on a disk. */
        public static Place on(int disk) {
            return new Place(disk, List.of(), false);
        }

        /** Whether it is, or lies in, a logical volume or an array. */
        public boolean isLogical() {
            return !devices.isEmpty();
        }
    }

    /** Whether an engine should try to open it as a file system. */
    public boolean isFileSystem() {
        return content.content() == Recognition.Content.FILE_SYSTEM;
    }

    /**
     * The entry of a file system that was opened.
     *
     * @param consistency empty if the engine opened it and cannot tell
     * @param warning what its user should know though it was opened; may be empty
     */
    public StorageEntry opened(Optional<Consistency> consistency, Optional<Problem> warning) {
        return entry(State.OPENED, warning.or(this::note), consistency);
    }

    /**
     * The entry of a part of a volume group or an array that was read.
     *
     * @param used whether there are volumes in it
     */
    StorageEntry member(boolean used) {
        return entry(used ? State.OPENED : State.RECOGNISED, note(), Optional.empty());
    }

    /** The entry of what should have been opened and could not: its state follows from the failure's kind. */
    public StorageEntry failed(ImageException why) {
        return entry(stateOf(why.problem()), Optional.of(why.problem()), Optional.empty());
    }

    /**
     * The entry of what this engine does not open: recognised if there is nothing in it to be read, unsupported or encrypted if
     * there is, damaged or unreadable if not even its beginning could be read.
     *
     * @param engine the engine's id, for the message
     */
    public StorageEntry unopened(String engine) {
        return unopenedBecause(engine)
                .map(this::failed)
                .map(entry -> content.content() == Recognition.Content.ENCRYPTED
                        ? entry(State.ENCRYPTED, entry.problem(), Optional.empty())
                        : entry)
                .orElseGet(() -> entry(State.RECOGNISED, note(), Optional.empty()));
    }

    /** Why {@code engine} opens nothing here; empty if there is nothing to open. */
    public Optional<ImageException> unopenedBecause(String engine) {
        if (failure.isPresent()) {
            return failure;
        }
        String format = content.identity().format();
        String what = switch (content.content()) {
            case FILE_SYSTEM -> format + ": this file system is not read by the " + engine + " engine";
            case VOLUME -> format + ": what lies in it is not read by the " + engine + " engine";
            case ENCRYPTED -> format + ": encrypted, cannot be read without its key";
            case UNKNOWN -> "unknown content: no known file system, swap space or volume begins here";
            case SWAP, DATA, EMPTY -> "";
        };
        return what.isEmpty() ? Optional.empty() : Optional.of(new UnsupportedFeatureException(what, bytes.describe()));
    }

    private Optional<Problem> note() {
        return content.note()
                .map(text -> new Problem(Problem.Kind.UNSUPPORTED, text, bytes.describe(), OptionalLong.empty()));
    }

    /** The state of an entry whose opening met this problem. */
    public static State stateOf(Problem problem) {
        return switch (problem.kind()) {
            case DAMAGED -> State.DAMAGED;
            case UNSUPPORTED -> State.UNSUPPORTED;
            case LIMIT -> State.LIMITED;
            case UNREADABLE -> State.UNREADABLE;
        };
    }

    private StorageEntry entry(State state, Optional<Problem> problem, Optional<Consistency> consistency) {
        Kind kind = switch (content.content()) {
            case FILE_SYSTEM -> Kind.FILE_SYSTEM;
            case SWAP -> Kind.SWAP;
            case VOLUME, ENCRYPTED -> Kind.VOLUME;
            case DATA, EMPTY, UNKNOWN -> Kind.DATA;
        };
        return new StorageEntry(
                path,
                kind,
                content.identity().format(),
                state,
                problem,
                consistency,
                content.identity().uuid(),
                content.identity().label(),
                OptionalLong.of(bytes.size()),
                Optional.empty(),
                Optional.empty());
    }
}
