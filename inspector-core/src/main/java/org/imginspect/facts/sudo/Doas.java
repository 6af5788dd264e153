package org.imginspect.facts.sudo;

import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/**
 * doas.conf(5) and, on Alpine, the files of {@code /etc/doas.d}. Absent if there is neither.
 *
 * @param files in the order in which they are read
 * @param rules in order; the last one that matches decides
 * @param faults what doas refuses, with which it refuses everything
 */
public record Doas(List<Source> files, List<Rule> rules, List<Fault> faults) implements Fact {
    public Doas {
        files = List.copyOf(files);
        rules = List.copyOf(rules);
        faults = List.copyOf(faults);
    }

    /** A file, links followed. */
    public record Source(GuestPath path, Node node) {}

    /**
     * One rule.
     *
     * @param permit whether it allows
     * @param password whether it asks for one
     * @param identity a name or number; a group's has a colon before it
     * @param target as whom; empty for anybody
     * @param command empty for any
     */
    public record Rule(
            boolean permit,
            boolean password,
            String identity,
            Optional<String> target,
            Optional<String> command,
            GuestPath file,
            int line) {
        /** Whether the rule is for this account. */
        public boolean isFor(SudoCaller caller) {
            if (identity.startsWith(":")) {
                String group = identity.substring(1);
                return caller.groups().contains(group)
                        || caller.groupIds().stream().anyMatch(gid -> group.equals(Long.toString(gid)));
            }
            return identity.equals(caller.name()) || identity.equals(Long.toString(caller.uid()));
        }

        /** Whether it covers root. */
        public boolean asRoot() {
            return target.isEmpty()
                    || target.get().equals("root")
                    || target.get().equals("0");
        }
    }

    /** A place that doas cannot read. */
    public record Fault(String message, GuestPath file, int line) {}

    /** The rule that lets the account run any command that no rule names as root; empty if none does. */
    public Optional<Rule> everything(SudoCaller caller) {
        for (int i = rules.size() - 1; i >= 0; i--) {
            Rule rule = rules.get(i);
            if (rule.command().isEmpty() && rule.asRoot() && rule.isFor(caller)) {
                return rule.permit() ? Optional.of(rule) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
