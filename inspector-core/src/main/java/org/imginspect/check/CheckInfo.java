package org.imginspect.check;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.imginspect.facts.Inputs;

/**
 * What is always true of a check.
 *
 * @param id {@code area.kebab-name}, as in the catalogue; never changes its meaning
 * @param area the part of the id before the dot
 * @param level the gravest level its findings have
 * @param title what holds in an image that passes, one sentence without a full stop: {@code Root cannot log in over SSH with a password}
 * @param fix how to mend a finding, one line
 * @param mode when it runs
 * @param parameters what it may be told; none for most
 * @param input what asks for it as well, by being given; empty for most
 */
public record CheckInfo(
        String id,
        Area area,
        Level level,
        String title,
        String fix,
        RunMode mode,
        List<Parameter> parameters,
        Optional<Inputs.Kind> input) {
    public CheckInfo {
        Objects.requireNonNull(level);
        Objects.requireNonNull(mode);
        parameters = List.copyOf(parameters);
        if (!id.startsWith(area.id() + ".")) {
            throw new IllegalArgumentException(id + " is not in the area " + area.id());
        }
        if (title.isBlank() || title.endsWith(".") || fix.isBlank() || fix.indexOf('\n') >= 0) {
            throw new IllegalArgumentException(id + " has no proper title or fix");
        }
    }

    /** Of a check that always runs and has no parameters. */
    public CheckInfo(String id, Area area, Level level, String title, String fix) {
        this(id, area, level, title, fix, RunMode.ALWAYS, List.of(), Optional.empty());
    }

    /** The same, run only when it is asked for. */
    public CheckInfo onRequest() {
        return new CheckInfo(id, area, level, title, fix, RunMode.ON_REQUEST, parameters, input);
    }

    /** The same, run only when it is asked for, be it by giving what it needs beside the image. */
    public CheckInfo onRequestOrWith(Inputs.Kind given) {
        return new CheckInfo(id, area, level, title, fix, RunMode.ON_REQUEST, parameters, Optional.of(given));
    }

    /** The same, run only when deep checks are asked for. */
    public CheckInfo deep() {
        return new CheckInfo(id, area, level, title, fix, RunMode.DEEP, parameters, input);
    }

    /** The same with these parameters. */
    public CheckInfo with(Parameter... declared) {
        return new CheckInfo(id, area, level, title, fix, mode, List.of(declared), input);
    }

    /** The parameter of this name; empty if the check has none such. */
    public Optional<Parameter> parameter(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter);
            }
        }
        return Optional.empty();
    }
}
