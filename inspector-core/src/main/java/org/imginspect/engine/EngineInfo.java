package org.imginspect.engine;

import java.util.List;

/**
 * Which engine read an image.
 *
 * @param id {@code embedded} or {@code libguestfs}
 * @param version the tool's own version, or the library's
 * @param notes what its user should know: that it fell back to software emulation, for instance; empty if nothing
 */
public record EngineInfo(String id, String version, List<String> notes) {
    public EngineInfo {
        notes = List.copyOf(notes);
    }
}
