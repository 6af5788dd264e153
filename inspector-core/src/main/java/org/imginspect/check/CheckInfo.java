package org.imginspect.check;

import java.util.Objects;

/**
 * What is always true of a check.
 *
 * @param id {@code area.kebab-name}, as in the catalogue; never changes its meaning
 * @param area the part of the id before the dot
 * @param level the gravest level its findings have
 * @param title what holds in an image that passes, one sentence without a full stop: {@code Root cannot log in over SSH with a password}
 * @param fix how to mend a finding, one line
 */
public record CheckInfo(String id, Area area, Level level, String title, String fix) {
    public CheckInfo {
        Objects.requireNonNull(level);
        if (!id.startsWith(area.id() + ".")) {
            throw new IllegalArgumentException(id + " is not in the area " + area.id());
        }
        if (title.isBlank() || title.endsWith(".") || fix.isBlank() || fix.indexOf('\n') >= 0) {
            throw new IllegalArgumentException(id + " has no proper title or fix");
        }
    }
}
