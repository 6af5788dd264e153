package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.ExecCommand;
import org.imginspect.facts.units.InitSystem;
import org.imginspect.facts.units.Start;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Programs and scripts that are known to load rules, and whose rules are not read. */
final class OtherFirewalls {
    private static final String[][] PROGRAMS = {
        {"SuSEfirewall2", "SuSEfirewall2.service", "SuSEfirewall2_setup.service"},
        {"shorewall", "shorewall.service", "shorewall6.service", "shorewall-lite.service", "shorewall6-lite.service"},
        {"ferm", "ferm.service"},
        {"firehol", "firehol.service"},
        {"apf", "apf.service"},
        {"arno-iptables-firewall", "arno-iptables-firewall.service"},
        {"fwbuilder", "fwbuilder.service"},
        {"uruk", "uruk.service"},
        {"bastille-firewall", "bastille-firewall.service"},
    };

    /** Places of scripts that run while the machine comes up. */
    private static final String[] SCRIPTS = {
        "/etc/network/if-pre-up.d/*",
        "/etc/network/if-up.d/*",
        "/etc/networkd-dispatcher/*/*",
        "/etc/NetworkManager/dispatcher.d/*",
        "/etc/NetworkManager/dispatcher.d/pre-up.d/*",
        "/var/lib/cloud/scripts/per-boot/*",
        "/var/lib/cloud/scripts/per-instance/*"
    };

    private static final String[] INTERFACES = {"/etc/network/interfaces", "/etc/network/interfaces.d/*"};

    private static final Set<String> LOADERS = Set.of(
            "iptables",
            "ip6tables",
            "iptables-restore",
            "ip6tables-restore",
            "iptables-nft",
            "iptables-legacy",
            "ip6tables-nft",
            "ip6tables-legacy",
            "iptables-nft-restore",
            "iptables-legacy-restore",
            "iptables-apply",
            "nft",
            "ufw",
            "firewall-cmd",
            "firewall-offline-cmd",
            "ipset");

    private final GuestTree tree;

    OtherFirewalls(Surroundings surroundings) {
        this.tree = surroundings.tree();
    }

    List<Found> find(BootServices services) throws ImageException {
        List<Found> found = new ArrayList<>();
        for (String[] program : PROGRAMS) {
            String[] units = new String[program.length - 1];
            System.arraycopy(program, 1, units, 0, units.length);
            Start start = services.startsAnyOf(units);
            if (start.atBoot()) {
                found.add(Found.on(program[0], start, into -> {
                    throw new UnsupportedFeatureException(
                            "firewall: the rules of " + program[0] + " are not read here",
                            start.because().map(GuestPath::toString).orElse(program[0]));
                }));
            } else if (start.because().isPresent()) {
                found.add(Found.off(program[0], false, start));
            }
        }
        services(services, found);
        scripts(services, found);
        return found;
    }

    /** Services of somebody's own that run iptables or nft. */
    private void services(BootServices services, List<Found> into) throws ImageException {
        if (services.init() != InitSystem.SYSTEMD) {
            return;
        }
        for (BootServices.Started started : services.started()) {
            Unit unit = started.unit();
            boolean own =
                    unit.name().endsWith(".service") && unit.file().toString().startsWith("/etc/systemd/system/");
            if (!own || !started.start().atBoot() || unit.name().equals("nftables.service")) {
                continue;
            }
            for (ExecCommand command : ExecCommand.of(unit)) {
                if (loads(command)) {
                    into.add(script(unit.name(), "it runs " + command.program(), command.file(), command.line()));
                    break;
                }
            }
        }
    }

    private boolean loads(ExecCommand command) throws ImageException {
        String program = command.program();
        if (LOADERS.contains(program.substring(program.lastIndexOf('/') + 1))) {
            return true;
        }
        for (String argument : command.arguments()) {
            if (lineLoads(argument)) {
                return true;
            }
        }
        return program.startsWith("/") && loader(GuestPath.of(program)) > 0;
    }

    private void scripts(BootServices services, List<Found> into) throws ImageException {
        for (String place : new String[] {"/etc/rc.local", "/etc/rc.d/rc.local"}) {
            GuestPath file = GuestPath.of(place);
            boolean runs =
                    services.startsAnyOf("rc-local.service", "rc.local.service").atBoot()
                            || services.init() != InitSystem.SYSTEMD;
            if (runs && !tree.lstat(file).map(Node::isSymlink).orElse(false)) {
                script(file, into);
            }
        }
        if (services.init() == InitSystem.OPENRC
                && services.start("local.service").atBoot()) {
            for (GuestPath file : tree.glob("/etc/local.d/*.start")) {
                script(file, into);
            }
        }
        for (String pattern : SCRIPTS) {
            for (GuestPath file : tree.glob(pattern)) {
                script(file, into);
            }
        }
        for (String pattern : INTERFACES) {
            for (GuestPath file : tree.glob(pattern)) {
                List<String> lines = tree.lines(file).orElse(List.of());
                for (int i = 0; i < lines.size(); i++) {
                    List<String> words = Surroundings.words(lines.get(i));
                    boolean command = !words.isEmpty()
                            && Set.of("up", "post-up", "pre-up").contains(words.get(0));
                    if (command && lineLoads(lines.get(i))) {
                        into.add(script(file.name().toString(), "it loads rules", file, i + 1));
                        break;
                    }
                }
            }
        }
    }

    private void script(GuestPath file, List<Found> into) throws ImageException {
        Optional<Node> node = tree.stat(file);
        if (node.isPresent() && node.get().isFile() && (node.get().permissions() & 0111) != 0) {
            int line = loader(file);
            if (line > 0) {
                into.add(script(file.name().toString(), "it loads rules", file, line));
            }
        }
    }

    private static Found script(String name, String why, GuestPath file, int line) {
        return Found.on(name, why, file, line, into -> {
            throw new UnsupportedFeatureException(
                    "firewall: rules that a script loads are not read here", file + ":" + line);
        });
    }

    /** The line of a script that loads rules, from 1; 0 if it is no script, or has none. */
    private int loader(GuestPath file) throws ImageException {
        if (org.imginspect.facts.units.ScriptHead.interpreter(tree, file).isEmpty()) {
            return 0;
        }
        List<String> lines = tree.lines(file).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            if (lineLoads(lines.get(i))) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Whether a command of a shell's line is one that loads rules. */
    private static boolean lineLoads(String line) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i <= line.length(); i++) {
            char c = i < line.length() ? line.charAt(i) : ' ';
            if (c == '#' && word.isEmpty()) {
                return false;
            }
            if (" \t;|&()`'\"".indexOf(c) >= 0) {
                String text = word.toString();
                if (LOADERS.contains(text.substring(text.lastIndexOf('/') + 1))) {
                    return true;
                }
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        return false;
    }
}
