package org.imginspect.engine.libguestfs;

import org.imginspect.fixtures.Requirement;

class FfiHandleTest extends GuestfsHandleContract {
    @Override
    LibguestfsOptions.Binding binding() {
        return LibguestfsOptions.Binding.FFI;
    }

    @Override
    void demandBinding() {
        Requirement.libguestfs();
    }
}
