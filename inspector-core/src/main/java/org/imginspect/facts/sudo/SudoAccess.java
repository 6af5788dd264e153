package org.imginspect.facts.sudo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.sudo.SudoMember.Kind;
import org.imginspect.facts.sudo.Sudoers.AliasKind;
import org.imginspect.facts.sudo.Sudoers.Scope;
import org.imginspect.guest.GuestPath;

/**
 * Whether an account may run any command whatever as root, by sudo's own rules of matching: of several rules the last that matches decides, within a
 * list the last member. "Any command" is one that no rule names.
 *
 * <p>The machine's name and addresses are not known: a rule for some hosts counts as if it were for this one, unless a rule for all hosts says
 * otherwise. Netgroups and groups that are no part of Unix are not on the disk and match nobody.
 */
public final class SudoAccess {
    private static final int DEPTH = 500;
    private static final long MOST_COMPARISONS = 50_000_000;
    private static final SudoCaller ROOT = new SudoCaller("root", 0, java.util.Set.of("root"), java.util.Set.of(0L));

    /**
     * Leave to run everything as root.
     *
     * @param rule the one that gives it
     * @param password whether sudo asks for a password
     * @param setting why it does not, if a setting and not the rule says so
     */
    public record Grant(Sudoers.Rule rule, boolean password, Optional<Sudoers.Setting> setting) {}

    /** sudo's three answers: ALLOW, DENY and UNSPEC. */
    private enum Match {
        YES,
        NO,
        /** A host that may be this one. */
        MAYBE,
        NONE;

        Match negatedIf(boolean negated) {
            return !negated ? this : this == YES ? NO : this == NO ? YES : this;
        }
    }

    private final Sudoers sudoers;
    private final Map<String, Sudoers.Alias> aliases = new HashMap<>();
    /** What aliases of hosts and commands match, which no account changes. */
    private final Map<String, Match> fixed = new HashMap<>();

    private long comparisons;

    public SudoAccess(Sudoers sudoers) {
        this.sudoers = sudoers;
        for (Sudoers.Alias alias : sudoers.aliases()) {
            aliases.put(key(alias.kind(), alias.name()), alias);
        }
    }

    /**
     * Empty if it may not, or if it is root anyway.
     *
     * @throws UnsupportedFeatureException if aliases are nested so deeply, or so many, that the question would not end
     */
    public Optional<Grant> everything(SudoCaller caller) throws UnsupportedFeatureException {
        if (caller.uid() == 0) {
            return Optional.empty();
        }
        Matcher matcher = new Matcher(caller);
        Optional<Grant> maybe = Optional.empty();
        List<Sudoers.Rule> rules = sudoers.rules();
        for (int i = rules.size() - 1; i >= 0; i--) {
            Sudoers.Rule rule = rules.get(i);
            if (matcher.users(rule.users(), AliasKind.USER, caller, 0) != Match.YES || !matcher.asRoot(rule)) {
                continue;
            }
            Match host = matcher.fixed(rule.hosts(), AliasKind.HOST, 0);
            Match command = matcher.fixed(List.of(rule.command()), AliasKind.COMMAND, 0);
            if (host == Match.NO || host == Match.NONE || command == Match.NONE) {
                continue;
            }
            if (host == Match.YES) {
                if (command == Match.NO) {
                    return maybe;
                }
                Grant grant = matcher.grant(rule);
                return maybe.isPresent() && !maybe.get().password() ? maybe : Optional.of(grant);
            }
            if (command == Match.YES && (maybe.isEmpty() || maybe.get().password())) {
                Grant grant = matcher.grant(rule);
                maybe = maybe.isEmpty() || !grant.password() ? Optional.of(grant) : maybe;
            }
        }
        return maybe;
    }

    /** Whether a list of users, as a rule or a setting has it, holds the account. */
    public boolean matches(List<SudoMember> users, SudoCaller caller) throws UnsupportedFeatureException {
        return new Matcher(caller).users(users, AliasKind.USER, caller, 0) == Match.YES;
    }

    /** Whether a rule lets its users be root, and not only others. */
    public boolean asRoot(Sudoers.Rule rule) throws UnsupportedFeatureException {
        return new Matcher(ROOT).asRoot(rule);
    }

    /** Whether a rule allows every command, by {@code ALL} or an alias that holds it, with exceptions or without. */
    public boolean allowsEverything(Sudoers.Rule rule) throws UnsupportedFeatureException {
        return new Matcher(ROOT).fixed(List.of(rule.command()), AliasKind.COMMAND, 0) == Match.YES;
    }

    private static String key(AliasKind kind, String name) {
        return kind + " " + name;
    }

    private final class Matcher {
        private final SudoCaller caller;
        private final Map<String, Match> known = new HashMap<>();

        Matcher(SudoCaller caller) {
            this.caller = caller;
        }

        /** {@code userlist_matches()}. */
        Match users(List<SudoMember> list, AliasKind kind, SudoCaller who, int depth)
                throws UnsupportedFeatureException {
            for (int i = list.size() - 1; i >= 0; i--) {
                SudoMember member = list.get(i);
                count();
                Match match = switch (member.kind()) {
                    case ALL -> Match.YES;
                    case ALIAS -> userAlias(member.text(), kind, who, depth);
                    case NAME -> of(member.text().equalsIgnoreCase(who.name()));
                    case ID -> of(member.text().equals(Long.toString(who.uid())));
                    case GROUP -> of(who.isIn(member.text()));
                    case GROUP_ID ->
                        of(member.text().length() <= 10 && who.groupIds().contains(Long.parseLong(member.text())));
                    case MYSELF, NETGROUP, OTHER_GROUP, ADDRESS, COMMAND -> Match.NONE;
                };
                if (match != Match.NONE) {
                    return match.negatedIf(member.negated());
                }
            }
            return Match.NONE;
        }

        private Match userAlias(String name, AliasKind kind, SudoCaller who, int depth)
                throws UnsupportedFeatureException {
            Sudoers.Alias alias = aliases.get(key(kind, name));
            if (alias == null) {
                return of(name.equalsIgnoreCase(who.name()));
            }
            String key = key(kind, name) + " " + who.name();
            Match match = known.get(key);
            if (match == null) {
                known.put(key, Match.NONE); // An alias that holds itself matches nobody.
                match = users(alias.members(), kind, who, deeper(depth, alias));
                known.put(key, match);
            }
            return match;
        }

        /** {@code hostlist_matches()} and {@code cmndlist_matches()}. */
        Match fixed(List<SudoMember> list, AliasKind kind, int depth) throws UnsupportedFeatureException {
            boolean maybe = false;
            for (int i = list.size() - 1; i >= 0; i--) {
                SudoMember member = list.get(i);
                count();
                Match match = switch (member.kind()) {
                    case ALL -> member.digests().isEmpty() ? Match.YES : Match.NONE;
                    case ALIAS -> fixedAlias(member.text(), kind, depth);
                    default -> kind == AliasKind.HOST ? Match.MAYBE : Match.NONE;
                };
                match = match.negatedIf(member.negated());
                if (match == Match.MAYBE) {
                    maybe |= !member.negated();
                } else if (match == Match.YES) {
                    return match;
                } else if (match == Match.NO) {
                    return maybe ? Match.MAYBE : match;
                }
            }
            return maybe ? Match.MAYBE : Match.NONE;
        }

        private Match fixedAlias(String name, AliasKind kind, int depth) throws UnsupportedFeatureException {
            Sudoers.Alias alias = aliases.get(key(kind, name));
            if (alias == null) {
                return kind == AliasKind.HOST ? Match.MAYBE : Match.NONE;
            }
            String key = key(kind, name);
            Match match = SudoAccess.this.fixed.get(key);
            if (match == null) {
                SudoAccess.this.fixed.put(key, Match.NONE);
                match = fixed(alias.members(), kind, deeper(depth, alias));
                SudoAccess.this.fixed.put(key, match);
            }
            return match;
        }

        /** {@code runaslist_matches()} for root: without a list it is {@code runas_default}. */
        boolean asRoot(Sudoers.Rule rule) throws UnsupportedFeatureException {
            if (rule.runAsUsers().isPresent()) {
                return users(rule.runAsUsers().get(), AliasKind.RUNAS, ROOT, 0) == Match.YES;
            }
            String runAs = "root";
            for (Sudoers.Setting setting : sudoers.defaults()) {
                if (setting.name().equals("runas_default")
                        && setting.value().isPresent()
                        && countsBeforeCommand(setting)) {
                    runAs = setting.value().get();
                }
            }
            return runAs.equals("root") || runAs.equals("#0");
        }

        Grant grant(Sudoers.Rule rule) throws UnsupportedFeatureException {
            Sudoers.Setting exempt = null;
            Sudoers.Setting decides = null;
            // Those for commands come last, those for target users before them.
            for (int round = 0; round < 3; round++) {
                for (Sudoers.Setting setting : sudoers.defaults()) {
                    boolean counts = switch (round) {
                        case 0 -> countsBeforeCommand(setting);
                        case 1 ->
                            setting.scope() == Scope.RUNAS
                                    && users(setting.members(), AliasKind.RUNAS, ROOT, 0) == Match.YES;
                        default ->
                            setting.scope() == Scope.COMMANDS
                                    && fixed(setting.members(), AliasKind.COMMAND, 0) == Match.YES;
                    };
                    if (counts && setting.name().equals("authenticate")) {
                        decides = setting;
                    } else if (counts && setting.name().equals("exempt_group")) {
                        exempt = setting;
                    }
                }
            }
            if (exempt != null
                    && exempt.value().isPresent()
                    && caller.isIn(exempt.value().get())) {
                return new Grant(rule, false, Optional.of(exempt));
            }
            Boolean tag = rule.tags().get("authenticate");
            if (tag != null) {
                return new Grant(rule, tag, Optional.empty());
            }
            return decides == null || decides.on()
                    ? new Grant(rule, true, Optional.empty())
                    : new Grant(rule, false, Optional.of(decides));
        }

        private boolean countsBeforeCommand(Sudoers.Setting setting) throws UnsupportedFeatureException {
            return switch (setting.scope()) {
                case EVERYBODY -> true;
                case USERS -> users(setting.members(), AliasKind.USER, caller, 0) == Match.YES;
                case HOSTS -> {
                    Match host = fixed(setting.members(), AliasKind.HOST, 0);
                    yield host == Match.YES || host == Match.MAYBE;
                }
                case RUNAS, COMMANDS -> false;
            };
        }

        private static Match of(boolean matches) {
            return matches ? Match.YES : Match.NONE;
        }

        private void count() throws UnsupportedFeatureException {
            if (++comparisons > MOST_COMPARISONS) {
                throw new UnsupportedFeatureException(
                        "sudoers of " + sudoers.rules().size() + " rules, too many for so many accounts", where());
            }
        }

        private int deeper(int depth, Sudoers.Alias alias) throws UnsupportedFeatureException {
            if (depth > DEPTH) {
                throw new UnsupportedFeatureException(
                        "sudoers: aliases that hold each other more than " + DEPTH + " deep",
                        alias.file() + ":" + alias.line());
            }
            return depth + 1;
        }

        private String where() {
            return sudoers.files().stream()
                    .findFirst()
                    .map(source -> source.path())
                    .map(GuestPath::toString)
                    .orElse("");
        }
    }

    /** Whether somebody who may run this as root can do everything with it: a shell, an interpreter, a tool that becomes another user. */
    public static boolean isAsGoodAsEverything(SudoMember command) {
        return command.kind() == Kind.COMMAND && !command.negated() && RootShells.isOne(command);
    }
}
