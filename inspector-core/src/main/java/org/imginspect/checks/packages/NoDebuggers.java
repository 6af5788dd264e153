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
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags debuggers and tracers. */
final class NoDebuggers implements Check {
    private static final Parameter ALLOW =
            Parameter.list("allow", "packages and programs that belong to the product, such as strace");

    private static final CheckInfo INFO = new CheckInfo(
                    "packages.no-debuggers",
                    Area.PACKAGES,
                    Level.ERROR,
                    "No debuggers are installed",
                    "remove them: apt-get purge gdb strace (dnf remove, zypper remove, apk del)")
            .onRequest()
            .with(ALLOW);

    /** Packages; what ends with a hyphen is the begin of a name. */
    private static final List<String> DEBUGGERS = List.of(
            "gdb",
            "gdb-multiarch",
            "gdbserver",
            "gdb-gdbserver",
            "lldb",
            "lldb-",
            "rr",
            "radare2",
            "rizin",
            "edb-debugger",
            "delve",
            "crash",
            "cgdb",
            "ddd",
            "nemiver",
            "pwndbg",
            "drgn",
            "python3-drgn");

    private static final List<String> TRACERS = List.of(
            "gdb-minimal",
            "gdb-headless",
            "valgrind",
            "strace",
            "ltrace",
            "perf",
            "linux-perf",
            "linux-perf-",
            "linux-tools-",
            "systemtap",
            "systemtap-",
            "bpftrace",
            "bpfcc-tools",
            "bcc-tools",
            "trace-cmd",
            "sysdig",
            "uftrace");

    private static final List<String> DEBUGGER_PROGRAMS = List.of(
            "gdb", "gdbserver", "lldb", "lldb-server", "rr", "radare2", "r2", "rizin", "edb", "dlv", "crash", "drgn");

    private static final List<String> TRACER_PROGRAMS =
            List.of("valgrind", "strace", "ltrace", "perf", "stap", "bpftrace", "trace-cmd", "sysdig", "uftrace");

    private static final String[] DIRECTORIES = {
        "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/root/go/bin"
    };

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Packages> packages = context.facts().find(Packages.class);
        if (packages.isEmpty() && context.facts().find(OperatingSystem.class).isEmpty()) {
            return Verdict.notApplicable("the guest is no Linux distribution");
        }
        List<String> allowed = context.params().list(ALLOW);
        List<Finding> findings = new ArrayList<>();
        if (packages.isPresent()) {
            for (Packages.Entry each : packages.get().all()) {
                if (each.state().hasFiles() && !allowed.contains(each.name())) {
                    packaged(each, findings);
                }
            }
        }
        // A program of a package that was found is not said twice.
        if (findings.isEmpty()) {
            programs(context, DEBUGGER_PROGRAMS, Level.ERROR, "is a debugger", allowed, findings);
            programs(context, TRACER_PROGRAMS, Level.WARNING, "is a tracer", allowed, findings);
        } else {
            List<Finding> local = new ArrayList<>();
            programs(context, DEBUGGER_PROGRAMS, Level.ERROR, "is a debugger", allowed, local);
            programs(context, TRACER_PROGRAMS, Level.WARNING, "is a tracer", allowed, local);
            for (Finding each : local) {
                String path = each.file().orElseThrow().text();
                if (path.startsWith("/usr/local/") || path.startsWith("/root/")) {
                    findings.add(each);
                }
            }
        }
        return Verdict.of(findings);
    }

    private static void packaged(Packages.Entry each, List<Finding> findings) {
        if (contains(DEBUGGERS, each.name())) {
            findings.add(
                    Finding.of(Level.ERROR, "the package " + each.name() + " " + each.version() + " is a debugger"));
        } else if (contains(TRACERS, each.name())) {
            findings.add(
                    Finding.of(Level.WARNING, "the package " + each.name() + " " + each.version() + " holds a tracer"));
        }
    }

    private static boolean contains(List<String> names, String name) {
        for (String each : names) {
            if (name.equals(each) || (each.endsWith("-") && name.startsWith(each))) {
                return true;
            }
        }
        return false;
    }

    private static void programs(
            CheckContext context,
            List<String> names,
            Level level,
            String what,
            List<String> allowed,
            List<Finding> findings)
            throws ImageException {
        for (String directory : DIRECTORIES) {
            for (String name : names) {
                GuestPath path = GuestPath.of(directory).resolve(name);
                if (!allowed.contains(name)
                        && context.tree().lstat(path).map(Node::isFile).orElse(false)) {
                    findings.add(Finding.of(level, what, path));
                }
            }
        }
    }
}
