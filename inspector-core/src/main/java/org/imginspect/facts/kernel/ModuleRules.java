package org.imginspect.facts.kernel;

import java.util.List;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * What modprobe.d(5) says that keeps modules from loading. Always present; without any such file it is an empty list.
 *
 * @param rules in the order modprobe reads them
 */
public record ModuleRules(List<Rule> rules) implements Fact {
    /** The ways of keeping a module out. */
    public enum Kind {
        /** {@code blacklist}: not loaded for the hardware that asks for it. */
        BLACKLIST,
        /** {@code install … /bin/true} and the like: not loaded at all. */
        INSTALL_NOTHING
    }

    public ModuleRules {
        rules = List.copyOf(rules);
    }

    /**
     * A rule.
     *
     * @param module the module's normalised name
     * @param text the line
     * @param file the file
     * @param line the line's number, from 1
     */
    public record Rule(Kind kind, String module, String text, GuestPath file, int line) {}

    /** The rules about a module. */
    public List<Rule> about(String module) {
        String name = Kernel.normalise(module);
        return rules.stream().filter(rule -> rule.module.equals(name)).toList();
    }
}
