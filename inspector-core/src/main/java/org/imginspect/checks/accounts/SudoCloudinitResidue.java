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
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags rules for sudo and doas that cloud-init wrote for the users of the machine that the image was made on. */
final class SudoCloudinitResidue implements Check {
    private static final String[] DIRECTORIES = {"/etc/sudoers.d", "/usr/etc/sudoers.d", "/etc/doas.d"};
    private static final GuestPath DOAS = GuestPath.of("/etc/doas.conf");
    private static final String NAME = "90-cloud-init-users";
    /** {@code write_sudo_rules()} and {@code write_doas_rules()}: "# Created by cloud-init v. 23.1 on …". */
    private static final String HEADER = "# Created by cloud-init v. ";
    /** Written before each user's rules. */
    private static final String USER = "# User rules for ";

    private static final CheckInfo INFO = new CheckInfo(
            "accounts.sudo-cloudinit-residue",
            Area.ACCOUNTS,
            Level.WARNING,
            "No sudo rules of cloud-init are left from the build",
            "rm -f /etc/sudoers.d/90-cloud-init-users");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        for (String directory : DIRECTORIES) {
            for (GuestName name : context.tree().list(GuestPath.of(directory))) {
                look(context, GuestPath.of(directory).resolve(name), name.text().startsWith(NAME), findings);
            }
        }
        look(context, DOAS, false, findings);
        return Verdict.of(findings);
    }

    private static void look(CheckContext context, GuestPath path, boolean named, List<Finding> into)
            throws ImageException {
        Optional<Node> node = context.tree().stat(path);
        if (node.isEmpty() || !node.get().isFile()) {
            return;
        }
        List<String> lines = context.tree().lines(path).orElse(List.of());
        List<String> users = new ArrayList<>();
        boolean headed = false;
        for (String line : lines) {
            headed |= line.startsWith(HEADER);
            if (line.startsWith(USER)) {
                users.add(line.substring(USER.length()).strip());
            }
        }
        if (named || headed) {
            into.add(Finding.of(
                    Level.WARNING,
                    "cloud-init wrote these rules on the machine that the image was made on"
                            + (users.isEmpty() ? "" : ", for " + Names.of(users)),
                    path));
        }
    }
}
