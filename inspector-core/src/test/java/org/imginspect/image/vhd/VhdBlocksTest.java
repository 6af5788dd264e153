package org.imginspect.image.vhd;

import java.util.List;
import org.imginspect.image.BlockContract;
import org.imginspect.image.ImageFormat;

/** What {@code qemu-img convert} writes: sizes rounded up to a geometry, or forced. */
class VhdBlocksTest extends BlockContract {

    @Override
    protected ImageFormat format() {
        return new VhdFormat();
    }

    @Override
    protected List<Variant> variants() {
        return List.of(
                Variant.converted("vpc", ""),
                Variant.converted("vpc", "subformat=dynamic,force_size=on"),
                Variant.converted("vpc", "subformat=fixed"),
                Variant.converted("vpc", "subformat=fixed,force_size=on"),
                Variant.converted("vpc", "subformat=dynamic,force_size=on", "-S", "0"));
    }

    @Override
    protected List<Variant> damagedVariants() {
        return List.of(variants().get(1), variants().get(3));
    }
}
