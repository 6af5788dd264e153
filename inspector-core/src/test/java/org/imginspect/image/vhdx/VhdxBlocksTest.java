package org.imginspect.image.vhdx;

import java.util.List;
import org.imginspect.image.BlockContract;
import org.imginspect.image.ImageFormat;

/** What {@code qemu-img convert} writes. */
class VhdxBlocksTest extends BlockContract {

    @Override
    protected ImageFormat format() {
        return new VhdxFormat();
    }

    @Override
    protected List<Variant> variants() {
        return List.of(
                Variant.converted("vhdx", "block_size=1M"),
                Variant.converted("vhdx", ""),
                Variant.converted("vhdx", "subformat=fixed"),
                Variant.converted("vhdx", "subformat=dynamic,block_state_zero=off,block_size=2M"),
                Variant.converted("vhdx", "subformat=dynamic,block_state_zero=on,block_size=256M,log_size=3M"),
                Variant.converted("vhdx", "subformat=fixed,block_size=1M", "-S", "0"));
    }

    @Override
    protected List<Variant> damagedVariants() {
        return List.of(variants().get(0));
    }
}
