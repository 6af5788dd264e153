package org.imginspect.checks.services;

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
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags a script for root's first login that does not run, or runs at every login. */
final class FirstLoginHook implements Check {
    private static final Parameter ASPECTS = Parameter.parts(
            "aspects",
            "what is looked at: call (the script is there), line (the last, with the full path), restore (of root's .bashrc), place and mode",
            "call",
            "line",
            "restore",
            "place",
            "mode");

    private static final CheckInfo INFO = new CheckInfo(
                    "services.first-login-hook",
                    Area.SERVICES,
                    Level.ERROR,
                    "The script for root's first login runs once",
                    "end /root/.bashrc with the full path of an executable script in /opt/COMPANY that copies /etc/skel/.bashrc over it")
            .onRequest()
            .with(ASPECTS);

    private static final GuestPath RC = GuestPath.of("/root/.bashrc");
    private static final GuestPath SKELETON = GuestPath.of("/etc/skel/.bashrc");
    private static final GuestPath OPT = GuestPath.of("/opt");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<String> lines = context.tree().lines(RC).orElse(List.of());
        List<String> skeleton = context.tree().lines(SKELETON).orElse(List.of());
        int last = lines.size();
        while (last > 0 && lines.get(last - 1).isBlank()) {
            last--;
        }
        List<String> aspects = context.params().list(ASPECTS);
        List<Finding> findings = new ArrayList<>();
        boolean any = false;
        boolean restores = lines.stream().anyMatch(FirstLoginHook::restores);
        for (int i = 0; i < last; i++) {
            Optional<RcCommand> command =
                    skeleton.contains(lines.get(i)) ? Optional.empty() : RcCommand.of(lines.get(i));
            if (command.isEmpty()) {
                continue;
            }
            any = true;
            if (i + 1 < last && aspects.contains("line")) {
                findings.add(Finding.of(
                        Level.WARNING, "is not the last line: " + lines.get(i).strip(), RC, i + 1));
            }
            judge(context, command.get(), i + 1, restores, aspects, findings);
        }
        if (!any) {
            return Verdict.notApplicable("no script is called from /root/.bashrc");
        }
        if (aspects.contains("restore") && !context.tree().exists(SKELETON)) {
            findings.add(Finding.of(Level.WARNING, "there is no " + SKELETON + " to restore root's .bashrc from"));
        }
        return Verdict.of(findings);
    }

    private static void judge(
            CheckContext context,
            RcCommand command,
            int line,
            boolean restored,
            List<String> aspects,
            List<Finding> findings)
            throws ImageException {
        if (!command.path().startsWith("/")) {
            if (aspects.contains("line")) {
                findings.add(Finding.of(
                        Level.WARNING, "does not name the script by its full path: " + command.path(), RC, line));
            }
            return;
        }
        GuestPath script = GuestPath.of(command.path());
        Optional<Node> node = context.tree().stat(script);
        if (node.isEmpty() || !node.get().isFile()) {
            if (aspects.contains("call")) {
                findings.add(Finding.of(Level.ERROR, "calls " + script + ", which is not there", RC, line));
            }
            return;
        }
        if (aspects.contains("mode") && !command.interpreted() && (node.get().permissions() & 0111) == 0) {
            findings.add(Finding.of(Level.ERROR, "is called from " + RC + ", but is not executable", script));
        }
        if (aspects.contains("place") && !script.startsWith(OPT)) {
            findings.add(Finding.of(Level.NOTE, "is a script for the first login outside of /opt", script));
        }
        boolean removes = restored
                || context.tree().lines(script).orElse(List.of()).stream().anyMatch(FirstLoginHook::restores);
        if (aspects.contains("restore") && !removes) {
            findings.add(Finding.of(
                    Level.WARNING, "does not put root's .bashrc back, so that it runs at every login", script));
        }
    }

    /** A command that takes the call out again: the skeleton is copied over the file, or the line deleted. */
    private static boolean restores(String line) {
        String text = line.strip();
        if (text.startsWith("#") || !text.contains(".bashrc")) {
            return false;
        }
        return (text.contains("/etc/skel")
                        && (text.contains("cp ") || text.contains("cat ") || text.contains("install ")))
                || (text.contains("sed ") && text.contains("-i"))
                || text.contains("mv ");
    }
}
