package org.imginspect.checks.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.sudo.Doas;
import org.imginspect.facts.sudo.Polkit;
import org.imginspect.facts.sudo.SudoCaller;
import org.imginspect.facts.sudo.Sudoers;

/** Flags whoever becomes root without root's password: through sudo, doas or polkit. */
final class SudoExcessive implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "accounts.sudo-excessive",
            Area.ACCOUNTS,
            Level.ERROR,
            "Nobody in the image has all of root's rights",
            "remove the rule or the account; cloud-init gives its user a rule at the first boot");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        List<SudoCaller> callers = SudoCaller.all(context.facts());
        Optional<Sudoers> sudoers = context.facts().find(Sudoers.class);
        if (sudoers.isPresent()) {
            new SudoGrants(sudoers.get(), callers, findings).add();
        }
        Optional<Doas> doas = context.facts().find(Doas.class);
        if (doas.isPresent()) {
            doas(doas.get(), callers, findings);
        }
        List<Polkit.Grant> polkit =
                context.facts().find(Polkit.class).map(Polkit::grants).orElse(List.of());
        for (Polkit.Grant grant : polkit) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "polkit lets " + (grant.toWhom().isEmpty() ? "everybody" : "whom " + grant.toWhom() + " names")
                            + " do " + (grant.everything() ? "everything" : "something") + " without a password",
                    grant.file(),
                    grant.line()));
        }
        return sudoers.isEmpty() && doas.isEmpty() && polkit.isEmpty()
                ? Verdict.notApplicable("neither sudo nor doas is configured")
                : Verdict.of(findings);
    }

    private static void doas(Doas doas, List<SudoCaller> callers, List<Finding> into) {
        for (Doas.Fault fault : doas.faults()) {
            into.add(Finding.of(
                    Level.WARNING,
                    "doas refuses its whole configuration: " + fault.message(),
                    fault.file(),
                    fault.line()));
        }
        for (Doas.Rule rule : doas.rules()) {
            if (!rule.permit()
                    || rule.command().isPresent()
                    || !rule.asRoot()
                    || rule.identity().equals("root")) {
                continue;
            }
            List<String> names = new ArrayList<>();
            for (SudoCaller caller : callers) {
                if (caller.uid() != 0 && doas.everything(caller).equals(Optional.of(rule))) {
                    names.add(caller.name());
                }
            }
            String without = rule.password() ? "" : " without a password";
            if (!names.isEmpty()) {
                into.add(Finding.of(
                        rule.password() ? Level.WARNING : Level.ERROR,
                        Names.of(names) + " may run everything as root with doas" + without,
                        rule.file(),
                        rule.line()));
            } else if (!rule.password()) {
                into.add(Finding.of(
                        Level.WARNING,
                        "doas lets "
                                + (rule.identity().startsWith(":")
                                        ? "group '" + rule.identity().substring(1)
                                        : "account '" + rule.identity())
                                + "' run everything as root without a password",
                        rule.file(),
                        rule.line()));
            }
        }
    }
}
