package org.imginspect.facts.cloudinit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.cloudinit.CloudInit.Obstacle;
import org.imginspect.facts.units.BootServices;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Looks for cloud-init's command, its units or init scripts, and what switches it off. Empty if the command is nowhere. */
public final class CloudInitGatherer implements FactGatherer<CloudInit> {
    private static final GuestPath[] PROGRAMS = {
        GuestPath.of("/usr/bin/cloud-init"), GuestPath.of("/usr/local/bin/cloud-init"), GuestPath.of("/bin/cloud-init")
    };
    private static final GuestPath DISABLED = GuestPath.of("/etc/cloud/cloud-init.disabled");
    private static final GuestPath ENABLED = GuestPath.of("/etc/cloud/cloud-init.enabled");
    private static final GuestPath DS_IDENTIFY = GuestPath.of("/etc/cloud/ds-identify.cfg");

    /** Nothing to be told: a gatherer has no state. */
    public CloudInitGatherer() {}

    @Override
    public Class<CloudInit> type() {
        return CloudInit.class;
    }

    @Override
    public Optional<CloudInit> gather(GuestTree tree, Facts others) throws ImageException {
        for (GuestPath program : PROGRAMS) {
            if (tree.exists(program)) {
                List<Obstacle> obstacles = new ArrayList<>();
                List<BootEntry> entries = others.find(BootConfig.class)
                        .map(BootConfig::defaultEntries)
                        .orElse(List.of());
                Optional<BootServices> services = others.find(BootServices.class);
                if (hasSwitches(services)) {
                    switches(tree, entries, obstacles);
                }
                boolean off = !obstacles.isEmpty();
                StartUp.obstacles(tree, services, off, obstacles);
                return Optional.of(new CloudInit(program, obstacles));
            }
        }
        return Optional.empty();
    }

    /** systemd's generator and OpenRC's scripts look at the switches; upstart's jobs and System V's scripts start it all the same. */
    private static boolean hasSwitches(Optional<BootServices> services) {
        if (services.isEmpty()) {
            return true;
        }
        return switch (services.get().init()) {
            case SYSTEMD, OPENRC -> true;
            case UPSTART, SYSV -> false;
        };
    }

    /**
     * As cloud-init-generator decides: the kernel's command line before the files, the file {@code enabled} before {@code disabled},
     * and at last ds-identify, whose policy may be {@code disabled}.
     */
    private static void switches(GuestTree tree, List<BootEntry> entries, List<Obstacle> obstacles)
            throws ImageException {
        boolean fileAsked = entries.isEmpty();
        for (BootEntry entry : entries) {
            List<BootEntry.Argument> arguments = entry.arguments("cloud-init");
            // The generator cuts behind the last " cloud-init=".
            String said = arguments.isEmpty()
                    ? ""
                    : arguments.get(arguments.size() - 1).value();
            if (said.equals("disabled")) {
                BootEntry.Argument argument = arguments.get(arguments.size() - 1);
                obstacles.add(
                        at("the kernel's command line says cloud-init=disabled", argument.file(), argument.line()));
            } else if (!said.equals("enabled")) {
                fileAsked = true;
            }
            List<BootEntry.Argument> policies = entry.arguments("ci.di.policy");
            if (!policies.isEmpty()) {
                BootEntry.Argument policy = policies.get(policies.size() - 1);
                if (isDisabled(policy.value())) {
                    obstacles.add(
                            at("the kernel's command line says ci.di.policy=disabled", policy.file(), policy.line()));
                }
            }
        }
        if (fileAsked && tree.exists(DISABLED) && !tree.exists(ENABLED)) {
            obstacles.add(new Obstacle(
                    "this file switches cloud-init off, whatever is in it",
                    Optional.of(DISABLED),
                    OptionalInt.empty()));
        }
        policyFile(tree, obstacles);
    }

    /** {@code policy: disabled}; the last line of the key counts. */
    private static void policyFile(GuestTree tree, List<Obstacle> obstacles) throws ImageException {
        Optional<List<String>> lines = tree.lines(DS_IDENTIFY);
        if (lines.isEmpty()) {
            return;
        }
        int disabledAt = 0;
        for (int i = 0; i < lines.get().size(); i++) {
            String line = lines.get().get(i).strip();
            if (line.startsWith("policy:")) {
                String value = line.substring("policy:".length());
                int comment = value.indexOf('#');
                disabledAt = isDisabled(comment < 0 ? value : value.substring(0, comment)) ? i + 1 : 0;
            }
        }
        if (disabledAt > 0) {
            obstacles.add(at("ds-identify's policy is 'disabled'", DS_IDENTIFY, disabledAt));
        }
    }

    /** A policy is a list of words with commas; the last mode in it counts. */
    private static boolean isDisabled(String policy) {
        String mode = "";
        int from = 0;
        String text = policy.strip();
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ',') {
                String word = text.substring(from, i).strip();
                switch (word) {
                    case "enabled", "disabled", "search", "report" -> mode = word;
                    default -> {
                        // found=…, maybe=…, notfound=…: what happens after a search.
                    }
                }
                from = i + 1;
            }
        }
        return mode.equals("disabled");
    }

    private static Obstacle at(String message, GuestPath file, int line) {
        return new Obstacle(message, Optional.of(file), OptionalInt.of(line));
    }
}
