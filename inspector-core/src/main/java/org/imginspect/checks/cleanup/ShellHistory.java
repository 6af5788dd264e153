package org.imginspect.checks.cleanup;

import java.util.ArrayList;
import java.util.LinkedHashSet;
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
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags what the builder typed. */
final class ShellHistory implements Check {
    private static final String BASH = ".bash_history";
    private static final int MOST = 100_000;
    private static final String[] OTHERS = {
        ".sh_history",
        ".ash_history",
        ".ksh_history",
        ".mksh_history",
        ".zsh_history",
        ".zhistory",
        ".histfile",
        ".history",
        ".local/share/fish/fish_history",
        ".config/fish/fish_history",
        ".config/zsh/.zsh_history",
        ".zsh/.zsh_history",
        ".local/state/zsh/history",
        ".cache/zsh/history",
        ".local/state/bash/history",
        ".config/nushell/history.txt",
        ".local/share/powershell/PSReadLine/ConsoleHost_history.txt"
    };

    /** bash writes through {@code .bash_history-NNNNN.tmp}; editors and administrators leave {@code ~}, {@code .bak}, {@code .1}. */
    private static final String[] COPIES_OF = {".bash_history", ".zsh_history"};

    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.shell-history",
            Area.CLEANUP,
            Level.ERROR,
            "No shell history of any account is left",
            "rm -f ~/.*history for every account, as the last command and from a shell with HISTFILE unset");

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
        GuestTree tree = context.tree();
        List<Finding> findings = new ArrayList<>();
        Set<GuestPath> seen = new LinkedHashSet<>();
        List<String> everybodys = HistoryFiles.ofEverybody(tree);
        for (GuestPath home : Homes.of(users.get())) {
            look(tree, home.resolve(BASH), Level.ERROR, seen, findings);
            for (String other : OTHERS) {
                look(tree, home.resolve(other), Level.WARNING, seen, findings);
            }
            if (Homes.isPersonal(home)) {
                copies(tree, home, seen, findings);
            }
            for (GuestPath named : HistoryFiles.of(tree, home, everybodys)) {
                look(tree, named, Level.WARNING, seen, findings);
            }
        }
        return Capped.verdict(findings, "files with shell history");
    }

    private static void copies(GuestTree tree, GuestPath home, Set<GuestPath> seen, List<Finding> findings)
            throws ImageException {
        for (GuestName name : tree.list(home)) {
            for (String of : COPIES_OF) {
                if (name.text().startsWith(of) && seen.size() < MOST) {
                    look(tree, home.resolve(name), Level.WARNING, seen, findings);
                }
            }
        }
    }

    /** A link to /dev/null passes: in an image it dangles or leads to a device, never to a file. */
    private static void look(GuestTree tree, GuestPath file, Level level, Set<GuestPath> seen, List<Finding> findings)
            throws ImageException {
        if (!seen.add(file)) {
            return;
        }
        Optional<Node> node = tree.stat(file);
        if (node.isPresent() && node.get().isFile() && node.get().sizeBytes() > 0) {
            findings.add(Finding.of(level, "holds " + Sizes.text(node.get().sizeBytes()) + " of shell history", file));
        }
    }
}
