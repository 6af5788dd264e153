package org.imginspect.scan;

import java.util.Locale;

/** Which engine is to read an image. */
public enum EngineChoice {
    /** The embedded one; libguestfs if the embedded one meets something that it cannot read and libguestfs is installed. */
    AUTO,
    /** Java code only: fast, needs nothing installed, reads what {@code docs/formats.md} lists. */
    EMBEDDED,
    /** A small virtual machine whose Linux kernel does the reading. */
    LIBGUESTFS;

    /** As the command line takes it: {@code auto}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
