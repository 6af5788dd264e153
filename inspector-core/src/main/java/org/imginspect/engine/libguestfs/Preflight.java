package org.imginspect.engine.libguestfs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.disk.DiskFile;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;

/**
 * What our own reader says of an image before the emulator sees it. It refuses a container that refers to other files, allowed or not, is
 * encrypted, has unknown features or tables outside the file, and a disk that begins with another container's header.
 *
 * @param name the image's name, the first part of every storage path
 * @param sectorBytes what the container says, or else the GPT; empty if neither does: then the emulator's disk has sectors of 512 bytes
 */
record Preflight(Path image, String name, ContainerInfo container, OptionalInt sectorBytes) {
    private static final byte[] GPT_SIGNATURE = "EFI PART".getBytes(StandardCharsets.US_ASCII);

    /** The emulator's names of the containers that it may be given; those it would have to guess at, or to write to, are not among them. */
    private static final Map<String, String> DRIVERS =
            Map.of("raw", "raw", "qcow2", "qcow2", "vmdk", "vmdk", "vhd", "vpc", "vhdx", "vhdx", "vdi", "vdi");

    /**
     * @param format the container's if it is said; empty to go by the magic
     * @throws ImageException if the emulator must not see it
     */
    static Preflight of(Path image, Optional<String> format, OpenOptions options) throws ImageException {
        try (DiskFile file = DiskFile.open(image, format, options.allowBacking(), options.limits())) {
            ContainerInfo container = file.container();
            if (!container.otherFiles().isEmpty()) {
                throw refused(
                        "the image takes its bytes from other files too ('"
                                + container.otherFiles().get(0)
                                + "'), which the emulator is not left to open by itself",
                        file.name());
            }
            if (!DRIVERS.containsKey(container.format())) {
                throw refused("the emulator reads no " + container.format() + " file", file.name());
            }
            if (container.format().equals("vhdx") && container.dirty()) {
                throw refused("vhdx: its log would have to be replayed into the file", file.name());
            }
            return new Preflight(image, file.name(), container, sectorBytes(file));
        }
    }

    private static UnsupportedFeatureException refused(String why, String name) {
        return new UnsupportedFeatureException("libguestfs: " + why + "; the embedded engine reads it", name);
    }

    /** The container's format as the emulator calls it. */
    String driver() {
        return DRIVERS.getOrDefault(container.format(), container.format());
    }

    private static OptionalInt sectorBytes(DiskFile file) throws ImageException {
        OptionalInt said = file.sectorBytes();
        if (said.isPresent()) {
            return said;
        }
        ByteSource disk = file.disk();
        return !hasGptHeader(disk, 512) && hasGptHeader(disk, 4096) ? OptionalInt.of(4096) : OptionalInt.empty();
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
