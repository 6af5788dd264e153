package org.imginspect.engine.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.imginspect.engine.Engine;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.engine.ToolVersion;
import org.imginspect.engine.disk.DiskFile;
import org.imginspect.engine.disk.DiskLayout;
import org.imginspect.engine.disk.DiskSpaceReader;
import org.imginspect.engine.disk.GuestAssembler;
import org.imginspect.engine.disk.Region;
import org.imginspect.engine.disk.Volume;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.guest.FileTree;

/**
 * Reads the container, the partition table and the file systems itself. Opening reads headers, superblocks and the few files that say
 * where the root is and what is mounted in it; everything else is read when it is asked for.
 */
public final class EmbeddedEngine implements Engine {
    /** What {@link #id()} answers. */
    public static final String ID = "embedded";

    /** Stateless: one engine may open any number of images. */
    public EmbeddedEngine() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Guest open(Path image, OpenOptions options) throws ImageException {
        DiskFile file = DiskFile.open(image, options.format(), options.allowBacking(), options.limits());
        List<FileTree> trees = new ArrayList<>();
        boolean done = false;
        try {
            Guest guest = open(file, trees, options);
            done = true;
            return guest;
        } finally {
            if (!done) {
                close(trees, file);
            }
        }
    }

    private static Guest open(DiskFile file, List<FileTree> trees, OpenOptions options) throws ImageException {
        DiskLayout layout = DiskLayout.read(file.disk(), file.name(), file.container(), options.limits());
        List<Volume> volumes = new ArrayList<>();
        Map<String, StorageEntry> entries = new LinkedHashMap<>();
        Map<String, FileTree> opened = new LinkedHashMap<>();
        for (Region region : layout.regions()) {
            options.progress().accept("opening " + region.path());
            Volume volume = open(region, options);
            entries.put(region.path(), volume.entry());
            volumes.add(volume);
            if (volume.tree().isPresent()) {
                trees.add(volume.tree().get());
                opened.put(volume.entry().path(), volume.tree().get());
            }
        }
        GuestAssembler.Assembly assembly = GuestAssembler.assemble(file.name(), volumes, options.limits());
        StorageMap storage = layout.storageMap(
                region -> List.of(after(assembly, region, Objects.requireNonNull(entries.get(region.path())))),
                assembly.mountPoints());
        return new Guest(
                new EngineInfo(ID, ToolVersion.get(), assembly.notes()),
                assembly.root(),
                storage,
                assembly.rootProblem(),
                opened,
                DiskSpaceReader.of(file, layout, options.limits()),
                options.limits(),
                () -> close(trees, file));
    }

    private static Volume open(Region region, OpenOptions options) {
        if (region.reader().isEmpty()) {
            return Volume.unopened(region, region.unopened(ID), region.unopenedBecause(ID));
        }
        try {
            OpenedFileSystem fileSystem = region.reader().get().open(region.bytes(), options.limits());
            StorageEntry entry = region.opened(Optional.of(fileSystem.consistency()), Optional.empty());
            return Volume.opened(region, entry, fileSystem.tree());
        } catch (ImageException e) {
            return Volume.unopened(region, region.failed(e), Optional.of(e));
        }
    }

    /** A file system whose superblock could be read and whose directories could not is no opened one. */
    private static StorageEntry after(GuestAssembler.Assembly assembly, Region region, StorageEntry entry) {
        ImageException failure = assembly.failures().get(entry.path());
        return failure == null ? entry : region.failed(failure);
    }

    private static void close(List<FileTree> trees, DiskFile file) throws ImageException {
        ImageException first = null;
        for (FileTree tree : trees) {
            try {
                tree.close();
            } catch (ImageException e) {
                first = e;
            }
        }
        file.close();
        if (first != null) {
            throw first;
        }
    }
}
