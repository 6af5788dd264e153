package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * Decides as udev does: {@code net.ifnames=0} on the command line, then whether its rule is there at all, then the policy of the first
 * {@code .link} file that is for every card.
 */
public final class InterfaceNamingGatherer implements FactGatherer<InterfaceNaming> {
    private static final String[] DIRECTORIES = {
        "/etc/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d"
    };

    /** The second did the same before systemd 209, without {@code .link} files. */
    private static final String RULE = "80-net-setup-link.rules";

    private static final String OLD_RULE = "80-net-name-slot.rules";

    /** Stateless. */
    public InterfaceNamingGatherer() {}

    @Override
    public Class<InterfaceNaming> type() {
        return InterfaceNaming.class;
    }

    @Override
    public Optional<InterfaceNaming> gather(GuestTree tree, Facts others) throws ImageException {
        List<BootEntry> entries =
                others.find(BootConfig.class).map(BootConfig::defaultEntries).orElse(List.of());
        for (BootEntry entry : entries) {
            List<BootEntry.Argument> arguments = entry.arguments("net.ifnames");
            if (!arguments.isEmpty()
                    && arguments.get(arguments.size() - 1).value().equals("0")) {
                BootEntry.Argument argument = arguments.get(arguments.size() - 1);
                return named(
                        false,
                        "net.ifnames=0 is on the kernel's command line",
                        new Setting(argument.text(), argument.file(), argument.line()));
            }
        }
        Optional<GuestPath> rule = rule(tree, RULE);
        Optional<GuestPath> old = rule(tree, OLD_RULE);
        if (rule.isEmpty() && old.isEmpty()) {
            return Optional.of(new InterfaceNaming(
                    false, "there is no rule " + RULE + " by which udev would name cards", Optional.empty()));
        }
        if (rule.isPresent() && NetworkFile.isMask(tree, rule.get())) {
            return named(false, "the rule by which udev names cards is masked", new Setting("", rule.get(), 1));
        }
        if (rule.isEmpty()) {
            return NetworkFile.isMask(tree, old.orElseThrow())
                    ? named(false, "the rule by which udev names cards is masked", new Setting("", old.get(), 1))
                    : named(true, "udev names cards by their slot", new Setting("", old.get(), 1));
        }
        return links(others);
    }

    private static Optional<InterfaceNaming> links(Facts others) throws ImageException {
        for (LinkFiles.Link link : others.find(LinkFiles.class).orElseThrow().links()) {
            InterfaceMatch match = link.match();
            boolean everyCard = match.macs().isEmpty()
                    && match.others().isEmpty()
                    && (match.names().isEmpty() || InterfaceMatch.matches(match.names(), "eth0"))
                    && (match.drivers().isEmpty() || InterfaceMatch.matches(match.drivers(), "virtio_net"));
            if (!everyCard) {
                continue;
            }
            List<String> policies = new ArrayList<>();
            link.namePolicy().ifPresent(policy -> policies.addAll(Words.of(policy.value())));
            boolean slot = policies.contains("slot") || policies.contains("path") || policies.contains("onboard");
            return named(
                    slot,
                    slot ? "udev names cards by their slot" : "no policy names cards by their slot",
                    link.namePolicy().orElse(new Setting("", link.file(), 1)));
        }
        return Optional.of(new InterfaceNaming(false, "no .link file has a policy for names", Optional.empty()));
    }

    private static Optional<InterfaceNaming> named(boolean predictable, String reason, Setting by) {
        return Optional.of(new InterfaceNaming(predictable, reason, Optional.of(by)));
    }

    private static Optional<GuestPath> rule(GuestTree tree, String name) throws ImageException {
        for (String directory : DIRECTORIES) {
            GuestPath path = GuestPath.of(directory).resolve(name);
            if (tree.lstat(path).isPresent()) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }
}
