package org.imginspect.checks.ssh;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags what a builder's own ssh and habits left in the homes. */
final class KnownHosts implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "ssh.known-hosts",
            Area.SSH,
            Level.WARNING,
            "No account remembers where it has been",
            "rm -f /root/.ssh/known_hosts* /root/.ssh/config, and the same in every other home");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final GuestPath SYSTEM = GuestPath.of("/etc/ssh/ssh_known_hosts");

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Users> users = context.facts().find(Users.class);
        if (users.isEmpty()) {
            return Verdict.notApplicable("there is no /etc/passwd");
        }
        List<Finding> findings = new ArrayList<>();
        Set<GuestPath> seen = new HashSet<>();
        for (GuestPath home : users.get().homes()) {
            GuestPath directory = home.resolve(".ssh");
            Optional<GuestPath> real = context.tree().resolve(directory);
            if (real.isEmpty() || !seen.add(real.get())) {
                continue;
            }
            for (GuestName name : context.tree().list(directory)) {
                look(context, directory.resolve(name), name.text(), findings);
            }
        }
        hosts(context, SYSTEM, "the machine", findings);
        return Verdict.of(findings);
    }

    private static void look(CheckContext context, GuestPath file, String name, List<Finding> into)
            throws ImageException {
        if (name.startsWith("known_hosts")) {
            hosts(context, file, "this account", into);
        } else if (name.equals("config") || name.equals("rc") || name.equals("environment")) {
            Optional<Node> node = context.tree().stat(file);
            if (node.isPresent() && node.get().isFile() && node.get().sizeBytes() > 0 && lines(context, file) > 0) {
                into.add(Finding.of(
                        Level.WARNING,
                        switch (name) {
                            case "config" -> "settings of somebody's ssh";
                            case "rc" -> "commands that sshd runs at each login";
                            default -> "variables that sshd may set at each login";
                        },
                        file));
            }
        }
    }

    private static void hosts(CheckContext context, GuestPath file, String who, List<Finding> into)
            throws ImageException {
        int lines = lines(context, file);
        if (lines > 0) {
            into.add(Finding.of(
                    Level.WARNING,
                    who + " knows the keys of other machines: " + lines + (lines == 1 ? " line" : " lines"),
                    file));
        }
    }

    /** Lines that are neither empty nor comments. */
    private static int lines(CheckContext context, GuestPath file) throws ImageException {
        int lines = 0;
        for (String line : context.tree().lines(file).orElse(List.of())) {
            String text = line.strip();
            lines += text.isEmpty() || text.startsWith("#") ? 0 : 1;
        }
        return lines;
    }
}
