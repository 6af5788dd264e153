package org.imginspect.engine.libguestfs;

import org.imginspect.fixtures.Requirement;

class JniHandleTest extends GuestfsHandleContract {
    @Override
    LibguestfsOptions.Binding binding() {
        return LibguestfsOptions.Binding.JNI;
    }

    @Override
    void demandBinding() {
        Requirement.libguestfsJava();
    }
}
