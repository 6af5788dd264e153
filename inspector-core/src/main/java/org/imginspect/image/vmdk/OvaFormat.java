package org.imginspect.image.vmdk;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/**
 * OVA: a tar archive of an OVF descriptor and the VMDK that it names, which is read where it lies. One with several disks is refused:
 * unpacked they can be given together. The manifest's checksums are not compared.
 */
public final class OvaFormat implements ImageFormat {
    /** The descriptor comes first by the specification; some pack it behind other small files. */
    private static final int DESCRIPTOR_WITHIN = 8;

    @Override
    public String id() {
        return "ova";
    }

    @Override
    public boolean recognises(ByteSource file) throws ImageException {
        if (!OvaTar.begins(file)) {
            return false;
        }
        try {
            // Header by header: damage behind the descriptor makes it no other kind of file.
            for (int headers = 1; headers <= DESCRIPTOR_WITHIN; headers++) {
                if (descriptor(OvaTar.entries(file, headers)).isPresent()) {
                    return true;
                }
            }
            return false;
        } catch (DamagedImageException | UnsupportedFeatureException e) {
            // A tar with damage before any descriptor may be anything.
            return false;
        }
    }

    /** Other files are refused: an archive is to stand alone. */
    @Override
    public DiskImage open(ByteSource file, OtherFiles others, Limits limits) throws ImageException {
        if (!OvaTar.begins(file)) {
            throw new DamagedImageException(
                    "ova: no tar header with a right checksum at the beginning", file.describe());
        }
        List<OvaTar.Entry> entries = OvaTar.entries(file, 0);
        OvaTar.Entry ovf = descriptor(entries)
                .orElseThrow(() -> new DamagedImageException("ova: no OVF descriptor in the archive", file.describe()));
        if (ovf.bytes() > limits.get(Limits.TEXT_FILE_BYTES)) {
            throw new LimitExceededException(
                    "ova: an OVF descriptor of " + ovf.bytes() + " bytes",
                    Limits.TEXT_FILE_BYTES,
                    limits.get(Limits.TEXT_FILE_BYTES),
                    file.describe());
        }
        List<OvaDescriptor.Disk> disks = OvaDescriptor.disks(slice(file, ovf));
        if (disks.isEmpty()) {
            throw new DamagedImageException(
                    "ova: the OVF descriptor has no disk that comes in a file", file.describe());
        }
        if (disks.size() > 1) {
            throw new UnsupportedFeatureException(
                    "ova: " + disks.size() + " disks, "
                            + String.join(
                                    ", ",
                                    disks.stream().map(OvaDescriptor.Disk::href).toList())
                            + "; unpack the archive (tar -xf) and give them together, the others with --disk",
                    file.describe());
        }
        OvaDescriptor.Disk disk = disks.get(0);
        ByteSource inside = slice(file, entry(file, entries, disk));
        if (!new VmdkFormat().recognises(inside)) {
            throw new UnsupportedFeatureException(
                    "ova: the disk '" + disk.href() + "' is no VMDK; unpack the archive (tar -xf) and give the disk",
                    file.describe());
        }
        return renamed(VmdkFormat.open(inside, file, new Inside(inside.describe()), limits));
    }

    private static Optional<OvaTar.Entry> descriptor(List<OvaTar.Entry> entries) {
        for (OvaTar.Entry entry : entries) {
            if (entry.name().toLowerCase(Locale.ROOT).endsWith(".ovf")) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    private static OvaTar.Entry entry(ByteSource file, List<OvaTar.Entry> entries, OvaDescriptor.Disk disk)
            throws ImageException {
        if (disk.chunked() || !disk.compression().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "ova: the disk '" + disk.href() + "' is "
                            + (disk.chunked() ? "in several pieces" : "compressed with " + disk.compression())
                            + "; unpack the archive (tar -xf) and the disk",
                    file.describe());
        }
        OvaTar.Entry found = null;
        for (OvaTar.Entry entry : entries) {
            if (entry.name().equals(disk.href())) {
                if (found != null) {
                    throw new DamagedImageException(
                            "ova: the archive has '" + disk.href() + "' twice", file.describe(), entry.position());
                }
                found = entry;
            }
        }
        if (found == null) {
            throw new DamagedImageException(
                    "ova: the disk's file '" + disk.href() + "' is not in the archive", file.describe());
        }
        if (found.sparse()) {
            throw new UnsupportedFeatureException(
                    "ova: the disk '" + disk.href() + "' is packed as a sparse file of GNU tar; unpack the archive",
                    file.describe());
        }
        return found;
    }

    private static ByteSource slice(ByteSource file, OvaTar.Entry entry) throws ImageException {
        return file.slice(entry.position(), entry.bytes(), entry.name());
    }

    private DiskImage renamed(DiskImage vmdk) {
        return new DiskImage(
                id(),
                vmdk.version(),
                vmdk.disk(),
                vmdk.snapshots(),
                vmdk.dirty(),
                vmdk.corrupt(),
                vmdk.clusterBytes(),
                vmdk.compression(),
                vmdk.space(),
                vmdk.otherFiles(),
                vmdk.id(),
                vmdk.sectorBytes());
    }

    /** Refuses the extents and parents of a VMDK in an archive. */
    private record Inside(String where) implements OtherFiles {
        @Override
        public ByteSource bytes(String name, String role) throws ImageException {
            throw refused(name, role);
        }

        @Override
        public DiskImage parent(String name, String role, String format) throws ImageException {
            throw refused(name, role);
        }

        private UnsupportedFeatureException refused(String name, String role) {
            return new UnsupportedFeatureException(
                    "ova: the disk names another file, its " + role + " '" + name
                            + "'; in an archive it has to stand alone",
                    where);
        }
    }
}
