package org.imginspect.image.qcow2;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.image.BlockContract;
import org.imginspect.image.ImageFormat;

/** What {@code qemu-img convert} writes; {@link Qcow2OracleTest} has images that were written to afterwards. */
class Qcow2BlocksTest extends BlockContract {

    @Override
    protected ImageFormat format() {
        return new Qcow2Format();
    }

    @Override
    protected List<Variant> variants() {
        List<Variant> variants = new ArrayList<>();
        // With clusters of 512 bytes an L2 table maps 32 KiB: about a hundred L1 entries. With 2 MiB one.
        for (String cluster : List.of("512", "1k", "64k", "2M")) {
            variants.add(Variant.converted("qcow2", "compat=0.10,cluster_size=" + cluster));
            variants.add(Variant.converted("qcow2", "compat=1.1,cluster_size=" + cluster, "-c"));
            variants.add(Variant.converted("qcow2", "compat=1.1,compression_type=zstd,cluster_size=" + cluster, "-c"));
        }
        for (String preallocation : List.of("metadata", "falloc", "full")) {
            variants.add(Variant.converted("qcow2", "preallocation=" + preallocation));
        }
        variants.add(Variant.converted("qcow2", "extended_l2=on,cluster_size=16k"));
        variants.add(Variant.converted("qcow2", "extended_l2=on,cluster_size=2M"));
        variants.add(Variant.converted("qcow2", "extended_l2=on,compression_type=zstd", "-c"));
        variants.add(Variant.converted("qcow2", "lazy_refcounts=on,refcount_bits=1"));
        variants.add(Variant.converted("qcow2", "refcount_bits=64,cluster_size=4k"));
        variants.add(Variant.converted("qcow2", "refcount_bits=8,cluster_size=8k", "-S", "0"));
        return variants;
    }

    @Override
    protected List<Variant> damagedVariants() {
        List<Variant> all = variants();
        // Plain with many tables, deflated, zstd, subclusters
        return List.of(all.get(0), all.get(4), all.get(5), all.get(15));
    }
}
