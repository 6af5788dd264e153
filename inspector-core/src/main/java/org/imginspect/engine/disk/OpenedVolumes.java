package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageEntry.Kind;
import org.imginspect.engine.StorageEntry.State;
import org.imginspect.engine.StorageMap;
import org.imginspect.engine.VolumeInfo;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.Problem;
import org.imginspect.filesystem.Subvolume;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.Limits;

/** Everything on the disks, each opened by an engine, and the guest that was found in it. */
public final class OpenedVolumes {
    /** How an engine opens a file system. */
    @FunctionalInterface
    public interface Opener {
        /**
         * @param devices all of its devices, if they are several; else none
         * @return empty if the engine does not open what lies there
         * @throws ImageException that is not the file system's but the engine's own: nothing more can be opened
         */
        Optional<Opened> open(Region region, List<Region> devices) throws ImageException;
    }

    /**
     * What came of opening a file system.
     *
     * @param tree empty if it failed
     * @param failure why; empty if it was opened
     * @param consistency empty if the engine cannot tell
     * @param warning what its user should know though it was opened
     * @param subvolumes none if the format has none
     */
    public record Opened(
            Optional<FileTree> tree,
            Optional<ImageException> failure,
            Optional<Consistency> consistency,
            Optional<Problem> warning,
            List<Subvolume> subvolumes) {
        public Opened {
            subvolumes = List.copyOf(subvolumes);
        }

        /** One that could not be opened. */
        public static Opened failed(ImageException why) {
            return new Opened(Optional.empty(), Optional.of(why), Optional.empty(), Optional.empty(), List.of());
        }
    }

    private final DiskStack stack;
    private final String engine;
    private final Limits limits;
    private final List<Volume> volumes = new ArrayList<>();
    private final Map<String, List<StorageEntry>> entries = new LinkedHashMap<>();
    private final Map<String, FileTree> trees;
    /** The file system of which a device is not the first, by the device's path. */
    private final Map<String, StorageEntry> parts = new LinkedHashMap<>();

    private OpenedVolumes(DiskStack stack, String engine, Map<String, FileTree> trees, Limits limits) {
        this.stack = stack;
        this.engine = engine;
        this.trees = trees;
        this.limits = limits;
    }

    /**
     * Opens everything.
     *
     * @param engine the engine's id, for messages
     * @param trees gets the trees by their entries' paths, so that the caller can close them if this fails
     */
    public static OpenedVolumes open(
            DiskStack stack, String engine, Opener opener, Map<String, FileTree> trees, Limits limits)
            throws ImageException {
        OpenedVolumes opened = new OpenedVolumes(stack, engine, trees, limits);
        for (Region region : stack.regions()) {
            opened.open(region, opener);
        }
        opened.volumes.addAll(stack.unreadVolumes());
        return opened;
    }

    private void open(Region region, Opener opener) throws ImageException {
        StorageEntry first = parts.get(region.path());
        if (first != null) {
            partOf(first, region);
            return;
        }
        if (stack.isMember(region)) {
            Optional<ImageException> failure = stack.failure(region);
            StorageEntry entry =
                    failure.isPresent() ? region.failed(failure.get()) : region.member(stack.isUsed(region));
            keep(region, entry, Volume.unopened(region, entry, failure));
            return;
        }
        List<Region> devices = region.isFileSystem() ? stack.together(region) : List.of();
        Optional<Opened> found = region.isFileSystem() ? opener.open(region, devices) : Optional.empty();
        if (found.isEmpty()) {
            StorageEntry entry = region.unopened(engine);
            keep(region, entry, Volume.unopened(region, entry, region.unopenedBecause(engine)));
            return;
        }
        Opened opened = found.get();
        StorageEntry entry = opened.failure().isPresent()
                ? region.failed(opened.failure().get())
                : region.opened(opened.consistency(), opened.warning());
        for (Region device : devices) {
            if (!device.path().equals(region.path())) {
                parts.put(device.path(), entry);
            }
        }
        if (opened.tree().isEmpty()) {
            keep(region, entry, Volume.unopened(region, entry, opened.failure()));
            return;
        }
        trees.put(entry.path(), opened.tree().get());
        List<StorageEntry> all = new ArrayList<>();
        List<Volume.Sub> subvolumes = subvolumes(entry, opened.subvolumes(), all);
        if (subvolumes.size() < opened.subvolumes().size()) {
            Problem tooMany = new LimitExceededException(
                            entry.format() + ": " + opened.subvolumes().size() + " subvolumes",
                            Limits.STORAGE_ENTRIES,
                            limits.get(Limits.STORAGE_ENTRIES),
                            entry.path())
                    .problem();
            entry = entry.with(State.LIMITED, tooMany);
        }
        all.add(0, entry);
        entries.put(region.path(), all);
        volumes.add(Volume.opened(region, entry, opened.tree().get(), subvolumes));
    }

    private void keep(Region region, StorageEntry entry, Volume volume) {
        entries.put(region.path(), List.of(entry));
        volumes.add(volume);
    }

    /** A device whose file system is shown at another. */
    private void partOf(StorageEntry shown, Region region) {
        Problem note = new Problem(
                Problem.Kind.UNSUPPORTED,
                shown.format() + ": a further device of the file system that is listed as " + shown.path(),
                region.path(),
                OptionalLong.empty());
        StorageEntry entry =
                region.opened(shown.consistency(), Optional.empty()).with(State.RECOGNISED, note);
        entries.put(region.path(), List.of(entry));
    }

    private List<Volume.Sub> subvolumes(StorageEntry fileSystem, List<Subvolume> found, List<StorageEntry> into) {
        List<Volume.Sub> all = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        Map<String, GuestPath> byUuid = new LinkedHashMap<>();
        for (Subvolume each : found) {
            each.uuid().ifPresent(uuid -> byUuid.putIfAbsent(uuid, each.path()));
        }
        for (Subvolume each : found) {
            if (all.size() >= limits.get(Limits.STORAGE_ENTRIES)) {
                break;
            }
            if (each.path().isRoot() && each.isDefault()) {
                // The file system itself.
                all.add(new Volume.Sub(
                        each, fileSystem, trees.getOrDefault(fileSystem.path(), new LazyTree(each.opener()))));
                continue;
            }
            String name = each.path().isRoot() ? "/" : each.path().toString().substring(1);
            String path = fileSystem.path() + " > " + name;
            if (!paths.add(path)) {
                path += " (subvolid " + each.id() + ")";
            }
            StorageEntry entry = new StorageEntry(
                    path,
                    Kind.SUBVOLUME,
                    fileSystem.format(),
                    State.OPENED,
                    Optional.empty(),
                    Optional.empty(),
                    each.uuid(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new VolumeInfo(
                            "subvolume",
                            OptionalLong.of(each.id()),
                            each.snapshotOf().map(uuid -> origin(byUuid.get(uuid), uuid)),
                            each.isDefault(),
                            each.readOnly(),
                            List.of())));
            FileTree tree = new LazyTree(each.opener());
            into.add(entry);
            trees.put(path, tree);
            all.add(new Volume.Sub(each, entry, tree));
        }
        return all;
    }

    private static String origin(@org.jspecify.annotations.Nullable GuestPath path, String uuid) {
        return path == null ? uuid : path.isRoot() ? "/" : path.toString().substring(1);
    }

    /** Finds the guest in what was opened. */
    public GuestAssembler.Assembly assemble(String imageName) {
        return GuestAssembler.assemble(imageName, volumes, limits);
    }

    /** The map, with what was met when the guest was looked for. */
    public StorageMap storageMap(GuestAssembler.Assembly assembly) {
        return stack.storageMap(
                region -> {
                    List<StorageEntry> all = new ArrayList<>();
                    for (StorageEntry entry : entries.getOrDefault(region.path(), List.of())) {
                        ImageException failure = assembly.failures().get(entry.path());
                        // A file system whose superblock could be read and whose directories could not is no opened
                        // one.
                        all.add(failure == null ? entry : unread(region, entry, failure));
                    }
                    return all;
                },
                assembly.mountPoints());
    }

    private static StorageEntry unread(Region region, StorageEntry entry, ImageException failure) {
        return entry.path().equals(region.path())
                ? region.failed(failure)
                : entry.with(Region.stateOf(failure.problem()), failure.problem());
    }
}
