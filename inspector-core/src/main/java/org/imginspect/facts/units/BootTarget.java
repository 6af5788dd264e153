package org.imginspect.facts.units;

import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/**
 * What the machine boots into.
 *
 * @param name the unit's own name ({@code graphical.target} where {@code default.target} leads to it), or a run level: {@code 3}; OpenRC: {@code
 *     default}
 * @param because the file that says so; empty if nothing says anything and the init system's own default holds
 * @param line in that file, from 1
 * @param problem why the one that was meant cannot be had ({@code default.target is masked}), so that {@code name} is what systemd falls back
 *     to; empty if all is well
 */
public record BootTarget(String name, Optional<GuestPath> because, OptionalInt line, Optional<String> problem) {}
