package org.imginspect.image.raw;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** The file is the disk. Taken when no other format recognises the file, or when the user says so. */
public final class RawFormat implements ImageFormat {

    @Override
    public String id() {
        return "raw";
    }

    @Override
    public boolean recognises(ByteSource file) {
        return false;
    }

    @Override
    public DiskImage open(ByteSource file, OtherFiles others, Limits limits) {
        return new DiskImage(id(), 0, file, List.of(), false, false, OptionalLong.empty(), "", Optional.empty());
    }
}
