package org.imginspect.facts.sudo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/**
 * sudoers(5) with all that it includes, in the order in which sudo reads it. Absent if the guest has no sudoers file.
 *
 * @param files every file and included directory, in order
 * @param aliases in order
 * @param defaults one for each setting, in order
 * @param rules one for each command of each user specification, in order; the last one that matches decides
 * @param faults what sudo refuses
 */
public record Sudoers(
        List<Source> files, List<Alias> aliases, List<Setting> defaults, List<Rule> rules, List<Fault> faults)
        implements Fact {
    public Sudoers {
        files = List.copyOf(files);
        aliases = List.copyOf(aliases);
        defaults = List.copyOf(defaults);
        rules = List.copyOf(rules);
        faults = List.copyOf(faults);
    }

    /**
     * A file or included directory.
     *
     * @param node as stat(2) sees it, links followed
     * @param refused why sudo ignores it, one clause: {@code it is owned by uid 1000}; empty if it reads it
     */
    public record Source(GuestPath path, Node node, Optional<String> refused) {}

    /** The kinds of aliases. */
    public enum AliasKind {
        USER,
        RUNAS,
        HOST,
        COMMAND
    }

    /** A definition of an alias. */
    public record Alias(AliasKind kind, String name, List<SudoMember> members, GuestPath file, int line) {
        public Alias {
            members = List.copyOf(members);
        }
    }

    /** For whom a setting counts. */
    public enum Scope {
        EVERYBODY,
        USERS,
        RUNAS,
        HOSTS,
        COMMANDS
    }

    /**
     * One setting of a {@code Defaults} line.
     *
     * @param members whom or what it is for; none of {@link Scope#EVERYBODY}
     * @param name {@code authenticate}
     * @param on false if {@code !} stands before it
     * @param operator {@code =}, {@code +} or {@code -}; a blank if there is no value
     * @param value empty if there is none
     */
    public record Setting(
            Scope scope,
            List<SudoMember> members,
            String name,
            boolean on,
            char operator,
            Optional<String> value,
            GuestPath file,
            int line) {
        public Setting {
            members = List.copyOf(members);
        }
    }

    /**
     * One command that somebody may run.
     *
     * @param users the list that the user must match
     * @param hosts the list that the machine must match
     * @param runAsUsers empty if it is not said, which is root
     * @param runAsGroups empty if it is not said
     * @param options {@code CWD}, {@code TIMEOUT} and the like
     * @param tags by the name of the setting that they stand for ({@code NOPASSWD} is {@code authenticate} off), those of the commands before it in the
     *     same list included
     * @param line where this part of the specification begins
     */
    public record Rule(
            List<SudoMember> users,
            List<SudoMember> hosts,
            Optional<List<SudoMember>> runAsUsers,
            Optional<List<SudoMember>> runAsGroups,
            Map<String, String> options,
            Map<String, Boolean> tags,
            SudoMember command,
            GuestPath file,
            int line) {
        public Rule {
            users = List.copyOf(users);
            hosts = List.copyOf(hosts);
            options = Map.copyOf(options);
            tags = Map.copyOf(tags);
        }
    }

    /**
     * What sudo cannot use. Since 1.9.3 it passes over the entry; older versions refuse everything.
     *
     * @param message one clause
     */
    public record Fault(String message, GuestPath file, int line) {}

    /** The definition of an alias that counts; empty if there is none. */
    public Optional<Alias> alias(AliasKind kind, String name) {
        for (Alias alias : aliases) {
            if (alias.kind() == kind && alias.name().equals(name)) {
                return Optional.of(alias);
            }
        }
        return Optional.empty();
    }
}
