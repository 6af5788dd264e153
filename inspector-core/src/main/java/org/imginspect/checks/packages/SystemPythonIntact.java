package org.imginspect.checks.packages;

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
import org.imginspect.facts.lifecycle.Release;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags a Python of the distribution's that was removed, replaced by another version, or that its names lead away from. */
final class SystemPythonIntact implements Check {
    private static final Parameter PARTS = Parameter.parts(
            "parts",
            "what is asked for: that it is there, that it has the release's version, that its names lead to it",
            "presence",
            "version",
            "links");

    private static final CheckInfo INFO = new CheckInfo(
                    "packages.system-python-intact",
                    Area.PACKAGES,
                    Level.ERROR,
                    "The distribution's Python is the one it brought",
                    "install the distribution's python packages again; put other versions beside it, under their own names or in a virtual environment")
            .with(PARTS);

    /** Programs of the distribution's that are written in Python. */
    private static final GuestPath[] USERS = {
        GuestPath.of("/usr/bin/dnf"),
        GuestPath.of("/usr/bin/dnf-3"),
        GuestPath.of("/usr/bin/yum"),
        GuestPath.of("/usr/bin/cloud-init"),
        GuestPath.of("/usr/bin/firewall-cmd"),
        GuestPath.of("/usr/bin/lsb_release"),
        GuestPath.of("/usr/sbin/semanage")
    };

    private static final String[] LOCAL = {"/usr/local/sbin/", "/usr/local/bin/"};
    private static final String[] SHADOWS = {"python", "python2", "python3"};
    private static final int LONGEST_HEAD = 256;
    private static final int LONGEST_SCRIPT = 1 << 20;

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<OperatingSystem> system = context.facts().find(OperatingSystem.class);
        Optional<Packages> packages = context.facts().find(Packages.class);
        if (system.isEmpty() || packages.isEmpty()) {
            return Verdict.notApplicable("the guest is no Linux distribution with a package manager");
        }
        GuestTree tree = context.tree();
        Release release = Release.of(system.get());
        List<String> parts = context.params().list(PARTS);
        List<Finding> findings = new ArrayList<>();
        boolean any = false;
        for (SystemPython each : SystemPython.of(release)) {
            Optional<Packages.Entry> owner = each.owner(packages.get());
            any |= owner.isPresent() || tree.lstat(each.link()).isPresent();
            if (parts.contains("presence")) {
                remains(each, packages.get(), findings);
            }
            if (owner.isPresent()) {
                if (parts.contains("version")) {
                    version(each, owner.get(), release, findings);
                }
                link(tree, each, owner.get(), parts, findings);
            }
        }
        if (parts.contains("presence")) {
            for (GuestPath user : USERS) {
                interpreter(tree, user, findings);
            }
        }
        if (!any && findings.isEmpty()) {
            return Verdict.notApplicable("no Python of the distribution's is installed");
        }
        for (String directory : parts.contains("links") ? LOCAL : new String[0]) {
            for (String name : SHADOWS) {
                GuestPath path = GuestPath.of(directory + name);
                if (tree.lstat(path).isPresent()) {
                    findings.add(Finding.of(
                            Level.WARNING, "comes before the distribution's " + name + " for everybody", path));
                }
            }
        }
        return Verdict.of(findings);
    }

    /** A package of which some files are gone, for its removal or its installation did not come to an end. */
    private static void remains(SystemPython python, Packages installed, List<Finding> findings) {
        for (String name : python.packages()) {
            Optional<Packages.Entry> found = installed.find(name);
            if (found.isPresent()
                    && !found.get().isInstalled()
                    && found.get().state().hasFiles()) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "the package " + name + " is not installed whole: dpkg calls it '"
                                + found.get().state().word() + "'"));
            }
        }
    }

    private static void version(SystemPython python, Packages.Entry owner, Release release, List<Finding> findings) {
        String has = SystemPython.minor(owner.version().version());
        if (!python.version().isEmpty() && !has.equals(python.version())) {
            findings.add(Finding.of(
                    Level.ERROR,
                    "the package " + owner.name() + " is " + owner.version() + ", and " + release + " brings Python "
                            + python.version()));
        }
    }

    private static void link(
            GuestTree tree, SystemPython python, Packages.Entry owner, List<String> parts, List<Finding> findings)
            throws ImageException {
        boolean presence = parts.contains("presence");
        GuestPath link = python.link();
        String brought = "the package " + owner.name() + " " + owner.version();
        Optional<Node> node = tree.lstat(link);
        Optional<GuestPath> real = tree.resolve(link);
        if (node.isEmpty()) {
            if (presence) {
                findings.add(Finding.of(Level.ERROR, "is missing, though " + brought + " brought it", link));
            }
            return;
        }
        if (real.isEmpty()) {
            if (presence) {
                findings.add(Finding.of(
                        Level.ERROR, "leads to " + tree.readLink(link).orElseThrow() + ", which is not there", link));
            }
            return;
        }
        String target = real.get().name().text();
        String version = SystemPython.versionIn(target);
        String wanted = SystemPython.minor(owner.version().version());
        boolean inside =
                real.get().text().startsWith("/usr/bin/") || real.get().text().startsWith("/usr/libexec/");
        if (!inside || (!version.isEmpty() && !version.equals(wanted))) {
            if (!parts.contains("links")) {
                return;
            }
            findings.add(Finding.of(
                    python.isOptional() ? Level.WARNING : Level.ERROR,
                    "leads to " + real.get() + ", and " + brought + " has it lead to Python " + wanted,
                    link));
        } else if (presence && !tree.stat(real.get()).orElseThrow().isFile()) {
            findings.add(Finding.of(Level.ERROR, "leads to " + real.get() + ", which is no program", link));
        }
    }

    /** {@code #!/usr/bin/python3 -s}: whether what runs a program of the distribution's is there. */
    private static void interpreter(GuestTree tree, GuestPath user, List<Finding> findings) throws ImageException {
        Optional<GuestPath> real = tree.resolve(user);
        Optional<Node> node = real.isEmpty() ? Optional.empty() : tree.stat(real.get());
        if (node.isEmpty() || !node.get().isFile() || node.get().sizeBytes() > LONGEST_SCRIPT) {
            return;
        }
        String text = tree.text(real.get()).orElse("");
        int end = text.indexOf('\n');
        String head =
                end < 0 || end > LONGEST_HEAD ? "" : text.substring(0, end).strip();
        if (!head.startsWith("#!") || !head.contains("python")) {
            return;
        }
        String program = head.substring(2).strip();
        int space = program.indexOf(' ');
        program = space < 0 ? program : program.substring(0, space);
        if (program.startsWith("/") && !program.endsWith("/env") && !tree.exists(GuestPath.of(program))) {
            findings.add(Finding.of(Level.ERROR, "cannot be run: there is no " + program, user, 1));
        }
    }
}
