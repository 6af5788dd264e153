package org.imginspect.image.vmdk;

import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** VMware's disks; the package's page says what is read and what is refused. */
public final class VmdkFormat implements ImageFormat {
    static final String ID = "vmdk";

    @Override
    public String id() {
        return ID;
    }

    /** Whether it is a descriptor or an extent of any kind, those included that {@link #open} refuses by name. */
    @Override
    public boolean recognises(ByteSource file) throws ImageException {
        return begins(file, VmdkSparseHeader.MAGIC)
                || begins(file, VmdkSparseHeader.COWD_MAGIC)
                || begins(file, VmdkSparseHeader.SE_SPARSE_MAGIC)
                || begins(file, VmdkDescriptor.FIRST_LINE);
    }

    @Override
    public DiskImage open(ByteSource file, OtherFiles others, Limits limits) throws ImageException {
        return open(file, file, others, limits);
    }

    /** @param owner what is closed with the disk, for {@code file} */
    static DiskImage open(ByteSource file, ByteSource owner, OtherFiles others, Limits limits) throws ImageException {
        if (begins(file, VmdkDescriptor.FIRST_LINE)) {
            return new VmdkOpener(file, owner, others, limits).descriptor();
        }
        if (begins(file, VmdkSparseHeader.COWD_MAGIC)) {
            throw new UnsupportedFeatureException(
                    "vmdk: a COWD extent without its descriptor; give the small .vmdk file that names it",
                    file.describe());
        }
        if (begins(file, VmdkSparseHeader.SE_SPARSE_MAGIC)) {
            throw new UnsupportedFeatureException(
                    "vmdk: seSparse extents are not read; 'qemu-img convert -f vmdk -O qcow2 IN OUT' converts a disk"
                            + " of them, given its descriptor",
                    file.describe());
        }
        return new VmdkOpener(file, owner, others, limits).sparse();
    }

    static boolean begins(ByteSource file, String magic) throws ImageException {
        return file.size() >= magic.length()
                && file.read(0, magic.length()).latin1(0, magic.length()).equals(magic);
    }
}
