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
import org.imginspect.facts.sudo.Sudoers;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags sudo that asks for another's password than the caller's, and rules in files with the wrong owner or mode. */
final class SudoTargetpw implements Check {
    private static final String[] OTHERS = {"targetpw", "rootpw", "runaspw"};
    private static final int READABLE_BY_ROOT = 0440;
    private static final int WRITABLE_BY_OTHERS = 022;

    private static final CheckInfo INFO = new CheckInfo(
            "accounts.sudo-targetpw",
            Area.ACCOUNTS,
            Level.ERROR,
            "sudo asks for the caller's own password, and its rules are root's with mode 0440",
            "remove 'Defaults targetpw' and the rule for ALL that needs it; chown root:root and chmod 0440 the files");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Sudoers> sudoers = context.facts().find(Sudoers.class);
        Optional<Doas> doas = context.facts().find(Doas.class);
        if (sudoers.isEmpty() && doas.isEmpty()) {
            return Verdict.notApplicable("neither sudo nor doas is configured");
        }
        List<Finding> findings = new ArrayList<>();
        if (sudoers.isPresent()) {
            settings(sudoers.get(), findings);
            for (Sudoers.Source source : sudoers.get().files()) {
                mode(source.path(), source.node(), source.refused(), findings);
            }
        }
        for (Doas.Source source : doas.map(Doas::files).orElse(List.of())) {
            boolean unsafe = source.node().uid() != 0 || (source.node().permissions() & WRITABLE_BY_OTHERS) != 0;
            if (unsafe) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "doas refuses its configuration: uid " + source.node().uid() + ", mode " + octal(source.node())
                                + " where root alone may write",
                        source.path()));
            }
        }
        return Verdict.of(findings);
    }

    private static void settings(Sudoers sudoers, List<Finding> into) {
        for (String name : OTHERS) {
            Optional<Sudoers.Setting> everybody = Optional.empty();
            for (Sudoers.Setting setting : sudoers.defaults()) {
                if (!setting.name().equals(name)) {
                    continue;
                }
                if (setting.scope() == Sudoers.Scope.EVERYBODY) {
                    everybody = Optional.of(setting); // The last one counts.
                } else if (setting.on()) {
                    into.add(finding(setting, ", for some"));
                }
            }
            if (everybody.isPresent() && everybody.get().on()) {
                into.add(finding(everybody.get(), ""));
            }
        }
    }

    private static Finding finding(Sudoers.Setting setting, String whom) {
        String whose = switch (setting.name()) {
            case "rootpw" -> "root's password";
            case "runaspw" -> "the password of runas_default";
            default -> "the password of the user that the command runs as";
        };
        return Finding.of(
                Level.WARNING,
                "'Defaults " + setting.name() + "' asks for " + whose + whom
                        + ", which is known to nobody in an image as it should be",
                setting.file(),
                setting.line());
    }

    private static void mode(GuestPath path, Node node, Optional<String> refused, List<Finding> into) {
        if (refused.isPresent()) {
            into.add(Finding.of(Level.ERROR, "sudo refuses it, and with it what it allows: " + refused.get(), path));
        } else if (node.isFile() && (node.permissions() & 0777 & ~READABLE_BY_ROOT) != 0) {
            into.add(Finding.of(Level.WARNING, "has mode " + octal(node) + ", where sudo's rules have 0440", path));
        }
    }

    private static String octal(Node node) {
        String digits = Integer.toOctalString(node.permissions());
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }
}
