package org.imginspect.engine;

import java.io.Closeable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.Limits;

/** An opened image. Close it after use: that closes every tree and the host file. */
public final class Guest implements Closeable {
    /** What else must be closed: the container, the appliance. */
    @FunctionalInterface
    public interface Closer {
        void close() throws ImageException;
    }

    private final EngineInfo engine;
    private final GuestTree tree;
    private final StorageMap storage;
    private final Optional<Problem> rootProblem;
    private final Map<String, FileTree> volumes;
    private final DiskSpace space;
    private final Limits limits;
    private final Closer closer;

    /** Of which nothing below the files is known. */
    public Guest(
            EngineInfo engine,
            FileTree root,
            StorageMap storage,
            Optional<Problem> rootProblem,
            Map<String, FileTree> volumes,
            Limits limits,
            Closer closer) {
        this(
                engine,
                root,
                storage,
                rootProblem,
                volumes,
                DiskSpace.unknown(storage.entries().get(0).path()),
                limits,
                closer);
    }

    /**
     * @param engine who read it
     * @param root the guest's tree; {@link org.imginspect.guest.UnreadableFileTree} if no operating system was found, or several
     * @param storage the map
     * @param rootProblem why there is no tree; empty if there is one
     * @param volumes the opened file systems by the storage path of their entry
     * @param space what lies below the files; closing the guest closes it
     * @param closer closes everything
     */
    public Guest(
            EngineInfo engine,
            FileTree root,
            StorageMap storage,
            Optional<Problem> rootProblem,
            Map<String, FileTree> volumes,
            DiskSpace space,
            Limits limits,
            Closer closer) {
        this.engine = engine;
        this.tree = new GuestTree(root, limits);
        this.storage = storage;
        this.rootProblem = rootProblem;
        this.volumes = new LinkedHashMap<>(volumes);
        this.space = space;
        this.limits = limits;
        this.closer = closer;
    }

    public EngineInfo engine() {
        return engine;
    }

    /** The guest's own view, its mounts put together. If {@link #rootProblem} is present, every look-up throws it. */
    public GuestTree tree() {
        return tree;
    }

    public StorageMap storage() {
        return storage;
    }

    /** What lies below the files: read when it is asked for. */
    public DiskSpace space() {
        return space;
    }

    /** Why there is no guest tree: no operating system was found, or several. */
    public Optional<Problem> rootProblem() {
        return rootProblem;
    }

    /**
     * The tree of one opened file system, whether it holds an operating system or not.
     *
     * @param path a storage path of the map: the file system's or its partition's, with or without the image's name in front
     * @return empty if there is no such path, or what lies there was not opened
     */
    public Optional<GuestTree> volume(String path) {
        Optional<StorageEntry> entry = storage.at(path);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        FileTree direct = volumes.get(entry.get().path());
        if (direct != null) {
            return Optional.of(new GuestTree(direct, limits));
        }
        return storage.inside(entry.get()).stream()
                .map(inner -> Optional.ofNullable(volumes.get(inner.path())))
                .flatMap(Optional::stream)
                .findFirst()
                .map(files -> new GuestTree(files, limits));
    }

    @Override
    public void close() throws ImageException {
        closer.close();
    }
}
