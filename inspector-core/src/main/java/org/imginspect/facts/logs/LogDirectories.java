package org.imginspect.facts.logs;

import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.facts.units.Setting;
import org.imginspect.guest.GuestPath;

/**
 * Which paths below {@code /var/log} are missing that something needs and nothing makes at boot. Absent if neither packages nor units are
 * there to tell.
 *
 * @param missing each path once, without what lies below another one of them
 */
public record LogDirectories(List<Missing> missing) implements Fact {
    public LogDirectories {
        missing = List.copyOf(missing);
    }

    /**
     * A missing path.
     *
     * @param owner the package that brings it; empty if it was not a package that told
     * @param unit the unit that does not start without it; empty if no unit names it
     * @param setting what names it in that unit
     */
    public record Missing(GuestPath path, Optional<String> owner, Optional<String> unit, Optional<Setting> setting) {}
}
