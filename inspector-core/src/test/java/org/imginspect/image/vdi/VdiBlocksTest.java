package org.imginspect.image.vdi;

import java.util.List;
import org.imginspect.image.BlockContract;
import org.imginspect.image.ImageFormat;

/** What {@code qemu-img convert} writes. */
class VdiBlocksTest extends BlockContract {

    @Override
    protected ImageFormat format() {
        return new VdiFormat();
    }

    @Override
    protected List<Variant> variants() {
        return List.of(
                Variant.converted("vdi", ""),
                Variant.converted("vdi", "static=on"),
                Variant.converted("vdi", "", "-S", "0"));
    }
}
