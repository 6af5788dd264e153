package org.imginspect.image;

import java.nio.file.Path;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;

/** The files beside an image, all of them allowed: for tests of one format, which know which others there are. */
public final class NeighbourFiles implements OtherFiles {
    private final Path directory;
    private final List<ImageFormat> formats;

    public NeighbourFiles(Path directory, ImageFormat... formats) {
        this.directory = directory;
        this.formats = List.of(formats);
    }

    @Override
    public ByteSource bytes(String name, String role) throws ImageException {
        return FileSource.open(directory.resolve(name));
    }

    @Override
    public DiskImage parent(String name, String role, String format) throws ImageException {
        for (ImageFormat known : formats) {
            if (known.id().equals(format)) {
                return known.open(bytes(name, role), this, Limits.defaults());
            }
        }
        throw new UnsupportedFeatureException("no format " + format, name);
    }
}
