package org.imginspect.checks.accounts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.sudo.SudoAccess;
import org.imginspect.facts.sudo.SudoCaller;
import org.imginspect.facts.sudo.SudoMember;
import org.imginspect.facts.sudo.Sudoers;
import org.imginspect.guest.GuestPath;

/** Who may do what with sudo, rule by rule. */
final class SudoGrants {
    /** The groups that distributions have for the purpose. */
    private static final Set<String> ADMINISTRATORS = Set.of("root", "sudo", "wheel", "admin");

    private static final GuestPath OF_CLOUD_INIT = GuestPath.of("/etc/sudoers.d/90-cloud-init-users");

    /** Whom a rule serves. */
    private static final class Served {
        private final List<String> withPassword = new ArrayList<>();
        private final List<String> without = new ArrayList<>();
    }

    private final Sudoers sudoers;
    private final SudoAccess access;
    private final List<SudoCaller> callers;
    private final List<Finding> findings;

    SudoGrants(Sudoers sudoers, List<SudoCaller> callers, List<Finding> findings) {
        this.sudoers = sudoers;
        this.access = new SudoAccess(sudoers);
        this.callers = callers;
        this.findings = findings;
    }

    void add() throws UnsupportedFeatureException {
        for (Sudoers.Fault fault : sudoers.faults()) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "sudo passes over this entry, and before version 1.9.3 refuses to work at all: " + fault.message(),
                    fault.file(),
                    fault.line()));
        }
        Map<Sudoers.Rule, Served> served = new LinkedHashMap<>();
        Map<Sudoers.Setting, List<String>> settings = new LinkedHashMap<>();
        for (SudoCaller caller : callers) {
            Optional<SudoAccess.Grant> grant = access.everything(caller);
            if (grant.isEmpty()) {
                continue;
            }
            if (grant.get().setting().isPresent()) {
                settings.computeIfAbsent(grant.get().setting().get(), any -> new ArrayList<>())
                        .add(caller.name());
                continue;
            }
            Served to = served.computeIfAbsent(grant.get().rule(), any -> new Served());
            (grant.get().password() ? to.withPassword : to.without).add(caller.name());
        }
        settings(settings);
        Set<Sudoers.Rule> done = new HashSet<>();
        for (Sudoers.Rule rule : sudoers.rules()) {
            if (!done.add(rule)) {
                continue;
            }
            Served to = served.get(rule);
            if (to != null) {
                present(rule, to);
            }
            if (access.asRoot(rule) && access.allowsEverything(rule)) {
                absent(rule);
            } else {
                commands(rule);
            }
        }
    }

    private void settings(Map<Sudoers.Setting, List<String>> used) {
        used.forEach((setting, names) -> findings.add(Finding.of(
                Level.ERROR,
                Names.of(names) + " may run everything as root without a password, because of 'Defaults "
                        + text(setting) + "'",
                setting.file(),
                setting.line())));
        for (Sudoers.Setting setting : sudoers.defaults()) {
            if (!used.containsKey(setting) && setting.name().equals("authenticate") && !setting.on() && last(setting)) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "'Defaults " + text(setting) + "' lets whoever may use sudo do so without a password",
                        setting.file(),
                        setting.line()));
            }
        }
    }

    private boolean last(Sudoers.Setting asked) {
        boolean last = true;
        for (Sudoers.Setting setting : sudoers.defaults()) {
            if (setting.name().equals(asked.name())
                    && setting.scope() == asked.scope()
                    && setting.members().equals(asked.members())) {
                last = setting.equals(asked);
            }
        }
        return last;
    }

    private static String text(Sudoers.Setting setting) {
        return (setting.on() ? "" : "!")
                + setting.name()
                + setting.value().map(value -> "=" + value).orElse("");
    }

    private void present(Sudoers.Rule rule, Served to) {
        if (!to.without.isEmpty()) {
            report(Level.ERROR, Names.of(to.without) + " may run everything as root without a password", rule);
        }
        if (to.withPassword.isEmpty()) {
            return;
        }
        if (isForEverybody(rule)) {
            // With targetpw this is su by another name, as SUSE ships it; accounts.sudo-targetpw tells of that.
            if (!asksForAnothersPassword()) {
                report(Level.ERROR, "every account may run everything as root with its own password", rule);
            }
            return;
        }
        report(Level.WARNING, Names.of(to.withPassword) + " may run everything as root", rule);
    }

    /** What takes effect once an account is made, or put into the group. */
    private void absent(Sudoers.Rule rule) throws UnsupportedFeatureException {
        for (SudoMember user : rule.users()) {
            if (user.negated()) {
                continue;
            }
            boolean group = user.kind() == SudoMember.Kind.GROUP;
            if (!group && user.kind() != SudoMember.Kind.NAME) {
                continue;
            }
            SudoCaller nobody = group ? SudoCaller.memberOf(user.text()) : SudoCaller.named(user.text());
            Optional<SudoAccess.Grant> grant = access.everything(nobody);
            if (grant.isEmpty()
                    || !grant.get().rule().equals(rule)
                    || grant.get().setting().isPresent()
                    || isThere(user)) {
                continue;
            }
            boolean known = group && ADMINISTRATORS.contains(user.text());
            boolean password = grant.get().password();
            // accounts.sudo-cloudinit-residue tells of the other.
            if ((known && password) || (!group && rule.file().equals(OF_CLOUD_INIT))) {
                continue;
            }
            report(
                    Level.WARNING,
                    (group ? "whoever is put into group '" + user.text() : "an account '" + user.text())
                            + (group ? "'" : "' that is made later") + " may run everything as root"
                            + (password ? "" : " without a password"),
                    rule);
        }
    }

    /** Whether {@link #present} speaks of it: an account of this name, or one in this group, or root. */
    private boolean isThere(SudoMember user) throws UnsupportedFeatureException {
        for (SudoCaller caller : callers) {
            if (access.matches(List.of(user), caller) && (caller.uid() != 0 || user.kind() == SudoMember.Kind.NAME)) {
                return true;
            }
        }
        return user.text().equals("root");
    }

    private void commands(Sudoers.Rule rule) throws UnsupportedFeatureException {
        if (Boolean.TRUE.equals(rule.tags().getOrDefault("authenticate", true)) || !access.asRoot(rule)) {
            return;
        }
        List<SudoMember> commands = rule.command().kind() == SudoMember.Kind.ALIAS
                ? sudoers.alias(Sudoers.AliasKind.COMMAND, rule.command().text())
                        .map(Sudoers.Alias::members)
                        .orElse(List.of())
                : List.of(rule.command());
        for (SudoMember command : commands) {
            if (!rule.command().negated() && SudoAccess.isAsGoodAsEverything(command)) {
                report(
                        Level.WARNING,
                        users(rule) + " may run '" + command
                                + "' as root without a password, which is as good as everything",
                        rule);
            }
        }
    }

    private static String users(Sudoers.Rule rule) {
        List<String> users = new ArrayList<>();
        for (SudoMember user : rule.users()) {
            if (users.size() < 5) {
                users.add(user.toString());
            }
        }
        return String.join(", ", users);
    }

    private static boolean isForEverybody(Sudoers.Rule rule) {
        for (SudoMember user : rule.users()) {
            if (user.kind() == SudoMember.Kind.ALL && !user.negated()) {
                return true;
            }
        }
        return false;
    }

    private boolean asksForAnothersPassword() {
        boolean asks = false;
        for (String name : new String[] {"targetpw", "rootpw", "runaspw"}) {
            boolean on = false;
            for (Sudoers.Setting setting : sudoers.defaults()) {
                if (setting.name().equals(name) && setting.scope() == Sudoers.Scope.EVERYBODY) {
                    on = setting.on();
                }
            }
            asks |= on;
        }
        return asks;
    }

    private void report(Level level, String message, Sudoers.Rule rule) {
        findings.add(Finding.of(level, message, rule.file(), rule.line()));
    }
}
