package org.imginspect.scan;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.imginspect.engine.Engine;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.engine.libguestfs.LibguestfsDoctor;
import org.imginspect.engine.libguestfs.LibguestfsEngine;
import org.imginspect.engine.libguestfs.LibguestfsOptions;

/** The only class that names the engines' implementations (ADR 0004). Libguestfs's classes are loaded when they are first used. */
final class BuiltInEngines implements Engines {
    private final GuestfsBinding binding;

    BuiltInEngines(GuestfsBinding binding) {
        this.binding = binding;
    }

    /** The ids of the containers that are read. */
    static List<String> formats() {
        return EmbeddedEngine.formats();
    }

    @Override
    public Engine embedded() {
        return new EmbeddedEngine();
    }

    @Override
    public Engine libguestfs() {
        return new LibguestfsEngine(options());
    }

    @Override
    public Optional<String> libguestfsMissing() {
        return LibguestfsEngine.missing();
    }

    @Override
    public List<Diagnosis> diagnoseLibguestfs(Consumer<String> progress) {
        return LibguestfsDoctor.examine(options(), true, progress).stream()
                .map(item -> new Diagnosis(
                        item.name(), Diagnosis.State.valueOf(item.state().name()), item.detail(), item.fix()))
                .toList();
    }

    private LibguestfsOptions options() {
        return LibguestfsOptions.defaults()
                .with(
                        switch (binding) {
                            case AUTO -> LibguestfsOptions.Binding.AUTO;
                            case FFI -> LibguestfsOptions.Binding.FFI;
                            case JNI -> LibguestfsOptions.Binding.JNI;
                        });
    }
}
