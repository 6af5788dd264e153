package org.imginspect.engine.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.engine.Engine;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.ToolVersion;
import org.imginspect.engine.disk.DiskFile;
import org.imginspect.engine.disk.DiskFiles;
import org.imginspect.engine.disk.DiskSpaceReader;
import org.imginspect.engine.disk.DiskStack;
import org.imginspect.engine.disk.GuestAssembler;
import org.imginspect.engine.disk.OpenedVolumes;
import org.imginspect.engine.disk.Region;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.guest.FileTree;

/**
 * Reads the containers, the partition tables, volume groups, arrays and file systems itself. Opening reads headers, superblocks and the few
 * files that say where the root is and what is mounted in it; everything else is read when it is asked for.
 */
public final class EmbeddedEngine implements Engine {
    /** What {@link #id()} answers. */
    public static final String ID = "embedded";

    /** Stateless: one engine may open any number of images. */
    public EmbeddedEngine() {}

    /** The ids of the container formats that {@link OpenOptions#format} can name. */
    public static List<String> formats() {
        return DiskFile.formats();
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Guest open(Path image, OpenOptions options) throws ImageException {
        DiskFiles files = DiskFiles.open(image, options);
        Map<String, FileTree> trees = new LinkedHashMap<>();
        boolean done = false;
        try {
            Guest guest = open(files, trees, options);
            done = true;
            return guest;
        } finally {
            if (!done) {
                close(trees, files);
            }
        }
    }

    private static Guest open(DiskFiles files, Map<String, FileTree> trees, OpenOptions options) throws ImageException {
        DiskStack stack = DiskStack.own(files, options.limits());
        OpenedVolumes volumes = OpenedVolumes.open(
                stack, ID, (region, devices) -> open(region, devices, options), trees, options.limits());
        GuestAssembler.Assembly assembly = volumes.assemble(files.first().name());
        return new Guest(
                new EngineInfo(ID, ToolVersion.get(), assembly.notes()),
                assembly.root(),
                volumes.storageMap(assembly),
                assembly.rootProblem(),
                trees,
                DiskSpaceReader.of(files, stack, options.limits()),
                options.limits(),
                () -> close(trees, files));
    }

    private static Optional<OpenedVolumes.Opened> open(Region region, List<Region> devices, OpenOptions options) {
        if (region.reader().isEmpty()) {
            return Optional.empty();
        }
        options.progress().accept("opening " + region.path());
        FileSystemFormat reader = region.reader().get();
        try {
            OpenedFileSystem opened = devices.isEmpty()
                    ? reader.open(region.bytes(), options.limits())
                    : reader.open(devices.stream().map(Region::bytes).toList(), options.limits());
            return Optional.of(new OpenedVolumes.Opened(
                    Optional.of(opened.tree()),
                    Optional.empty(),
                    Optional.of(opened.consistency()),
                    opened.warning(),
                    opened.subvolumes()));
        } catch (ImageException e) {
            return Optional.of(OpenedVolumes.Opened.failed(e));
        }
    }

    private static void close(Map<String, FileTree> trees, DiskFiles files) throws ImageException {
        ImageException first = null;
        for (FileTree tree : new ArrayList<>(trees.values())) {
            try {
                tree.close();
            } catch (ImageException e) {
                first = e;
            }
        }
        files.close();
        if (first != null) {
            throw first;
        }
    }
}
