package org.imginspect.filesystem.exfat;

import org.imginspect.filesystem.DamageContract;
import org.imginspect.filesystem.FileSystemFormat;

class ExfatDamageTest extends DamageContract {
    @Override
    protected FileSystemFormat format() {
        return new ExfatFormat();
    }

    @Override
    protected String image() {
        return "exfat/damage";
    }
}
