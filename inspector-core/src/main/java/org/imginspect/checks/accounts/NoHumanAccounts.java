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
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.users.LoginDefs;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;

/** Flags accounts of people who built the image. */
final class NoHumanAccounts implements Check {
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    private static final Parameter ALLOWED =
            Parameter.list("allowed", "accounts that the product needs and that may stay");
    private static final CheckInfo INFO = new CheckInfo(
                    "accounts.no-human-accounts",
                    Area.ACCOUNTS,
                    Level.ERROR,
                    "No account of a person is left over",
                    "userdel -r ACCOUNT; an account that a program needs is a system account (useradd --system) without a login shell")
            .with(ALLOWED);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Users> users = context.facts().find(Users.class);
        if (users.isEmpty()) {
            return Verdict.notApplicable("there is no /etc/passwd");
        }
        long first = context.facts().find(LoginDefs.class).orElseThrow().uidMin();
        List<String> allowed = context.params().list(ALLOWED);
        List<Finding> findings = new ArrayList<>();
        for (Users.Account account : users.get().accounts()) {
            if (account.isValid()
                    && account.uid() >= first
                    && !Nobody.is(account)
                    && LoginShell.takesCommands(account)
                    && !allowed.contains(account.name())) {
                findings.add(finding(context, account));
            }
        }
        return Verdict.of(findings);
    }

    private static Finding finding(CheckContext context, Users.Account account) throws ImageException {
        String who = "account '" + account.name() + "' (uid " + account.uid() + ")";
        if (isClouds(context, account)) {
            return Finding.of(
                    Level.WARNING,
                    who
                            + " is cloud-init's default user, left over from a boot of this image: cloud-init makes it on each machine",
                    PASSWD,
                    account.line());
        }
        return Finding.of(
                Level.ERROR,
                who + " is a person's, left over: it logs in with " + account.loginShell(),
                PASSWD,
                account.line());
    }

    private static boolean isClouds(CheckContext context, Users.Account account) throws ImageException {
        Optional<CloudConfig> config = context.facts().find(CloudConfig.class);
        if (config.isEmpty()) {
            return false;
        }
        Optional<CloudConfig.Setting> name = config.get().find("system_info", "default_user", "name");
        return name.isPresent() && name.get().text().equals(Optional.of(account.name()));
    }
}
