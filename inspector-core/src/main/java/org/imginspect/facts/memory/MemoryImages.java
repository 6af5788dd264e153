package org.imginspect.facts.memory;

import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * What holds memory.
 *
 * @param images in the order of the walk, volumes last
 */
public record MemoryImages(List<Image> images) implements Fact {
    public MemoryImages {
        images = List.copyOf(images);
    }

    /** Whose memory it is. */
    public enum Extent {
        /** All of a machine's. */
        MACHINE,
        /** One program's. */
        PROGRAM,
        /** Pages that were moved out of memory. */
        PAGES
    }

    /**
     * One of them.
     *
     * @param what for messages: {@code a core dump (ELF)}
     * @param file empty if it is a volume
     */
    public record Image(Extent extent, String what, Optional<GuestPath> file) {}
}
