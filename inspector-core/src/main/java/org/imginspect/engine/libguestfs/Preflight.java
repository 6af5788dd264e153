package org.imginspect.engine.libguestfs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.disk.DiskFile;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;

/**
 * What our own reader says of an image before the emulator sees it. It refuses a container that refers to other files, is encrypted,
 * has unknown features or tables outside the file, and a disk that begins with another container's header.
 *
 * @param name the image's name, the first part of every storage path
 */
record Preflight(Path image, String name, ContainerInfo container, int sectorBytes) {
    private static final byte[] GPT_SIGNATURE = "EFI PART".getBytes(StandardCharsets.US_ASCII);

    /**
     * @throws ImageException if the emulator must not see it
     */
    static Preflight of(Path image, OpenOptions options) throws ImageException {
        try (DiskFile file = DiskFile.open(image, options.format(), options.limits())) {
            return new Preflight(image, file.name(), file.container(), sectorBytes(file.disk()));
        }
    }

    /** The sector size whose second sector holds a GPT header; 512 if none does. */
    private static int sectorBytes(ByteSource disk) throws ImageException {
        return !hasGptHeader(disk, 512) && hasGptHeader(disk, 4096) ? 4096 : 512;
    }

    private static boolean hasGptHeader(ByteSource disk, int position) throws ImageException {
        if (disk.size() < position + GPT_SIGNATURE.length) {
            return false;
        }
        byte[] signature = new byte[GPT_SIGNATURE.length];
        disk.readFully(position, signature, 0, signature.length);
        return Arrays.equals(signature, GPT_SIGNATURE);
    }
}
