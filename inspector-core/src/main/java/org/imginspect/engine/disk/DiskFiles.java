package org.imginspect.engine.disk;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.engine.OpenOptions;
import org.imginspect.error.ImageException;

/** The image files of one machine's disks, opened. */
public final class DiskFiles implements Closeable {
    private final List<DiskFile> all = new ArrayList<>();

    private DiskFiles() {}

    /**
     * Opens an image and those that the options add to it; what format the options say is the image's alone.
     *
     * @throws ImageException if one of them cannot be opened
     */
    public static DiskFiles open(Path image, OpenOptions options) throws ImageException {
        DiskFiles files = new DiskFiles();
        boolean done = false;
        try {
            files.all.add(DiskFile.open(image, options.format(), options.allowBacking(), options.limits()));
            for (Path other : options.otherDisks()) {
                files.all.add(DiskFile.open(other, Optional.empty(), options.allowBacking(), options.limits()));
            }
            done = true;
            return files;
        } finally {
            if (!done) {
                files.close();
            }
        }
    }

    /** The files, the image first. */
    public List<DiskFile> all() {
        return List.copyOf(all);
    }

    /** The image. */
    public DiskFile first() {
        return all.get(0);
    }

    /** The first parts of the storage paths, each different: {@code disk.qcow2}, {@code disk.qcow2 (2)}. */
    public List<String> names() {
        return unique(all.stream().map(DiskFile::name).toList());
    }

    /** The same names, those that were there before with a number behind. */
    public static List<String> unique(List<String> names) {
        Set<String> unique = new HashSet<>();
        List<String> result = new ArrayList<>();
        for (String name : names) {
            String free = name;
            for (int number = 2; !unique.add(free); number++) {
                free = name + " (" + number + ")";
            }
            result.add(free);
        }
        return result;
    }

    @Override
    public void close() throws ImageException {
        ImageException first = null;
        for (DiskFile file : all) {
            try {
                file.close();
            } catch (ImageException e) {
                first = e;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
