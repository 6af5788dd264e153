package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** The formats that are read: one line each. */
final class Formats {
    /** What every file is that carries no other container's magic. */
    static final ImageFormat RAW = new ImageFormat() {
        @Override
        public String id() {
            return "raw";
        }

        @Override
        public boolean recognises(ByteSource file) {
            return false;
        }

        @Override
        public DiskImage open(ByteSource file, Limits limits) {
            return new DiskImage("raw", 0, file, List.of(), false, false, OptionalLong.empty(), "");
        }
    };

    /** The containers, {@link #RAW} among them. */
    static final List<ImageFormat> IMAGES = List.of(RAW);

    /** The file systems, those with the longer magic first. */
    static final List<FileSystemFormat> FILE_SYSTEMS = List.of();

    private Formats() {}

    /** The container format of that id. */
    static ImageFormat image(String id) {
        List<String> ids = new ArrayList<>();
        for (ImageFormat format : IMAGES) {
            if (format.id().equals(id)) {
                return format;
            }
            ids.add(format.id());
        }
        throw new IllegalArgumentException(
                "no container format is called '" + id + "'; there are " + String.join(", ", ids));
    }
}
