package org.imginspect.checks.services;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags images without UCloud's monitoring agent, or with one that nothing starts. */
final class AgentUcloud implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "services.agent-ucloud",
                    Area.SERVICES,
                    Level.ERROR,
                    "UCloud's monitoring agent is installed and starts",
                    "install the package uma (or uma-py3) from UCloud's mirror, then systemctl enable uma")
            .onRequest();

    /** The program by its name or path, and no longer word with these letters in it. */
    private static final Pattern UMA = Pattern.compile("(?<![\\w.-])uma(-py3)?(?![\\w-])");

    private static final GuestPath PROGRAM = GuestPath.of("/usr/sbin/uma");
    private static final List<GuestPath> LOCAL =
            List.of(GuestPath.of("/etc/rc.local"), GuestPath.of("/etc/rc.d/rc.local"));

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        if (context.facts().find(OperatingSystem.class).isEmpty()) {
            return Verdict.notApplicable("the guest is no Linux distribution");
        }
        Optional<Packages> packages = context.facts().find(Packages.class);
        boolean packaged = packages.isPresent()
                && (packages.get().isInstalled("uma") || packages.get().isInstalled("uma-py3"));
        if (!packaged && !context.tree().exists(PROGRAM)) {
            return Verdict.of(Finding.of(Level.ERROR, "the monitoring agent uma is not installed"));
        }
        Optional<BootServices> services = context.facts().find(BootServices.class);
        if (services.isPresent()) {
            Start start = services.get().startsAnyOf("uma.service", "uma-py3.service");
            if (start.atBoot()) {
                return Verdict.pass();
            }
        }
        for (GuestPath file : LOCAL) {
            Optional<Node> node = context.tree().stat(file);
            for (String line : context.tree().lines(file).orElse(List.of())) {
                if (!line.strip().startsWith("#") && UMA.matcher(line).find()) {
                    boolean runs = node.isPresent() && (node.get().permissions() & 0111) != 0;
                    return runs
                            ? Verdict.pass()
                            : Verdict.of(Finding.of(
                                    Level.WARNING, "starts the monitoring agent uma, but is not executable", file));
                }
            }
        }
        return Verdict.of(Finding.of(Level.WARNING, "the monitoring agent uma is installed, but nothing starts it"));
    }
}
