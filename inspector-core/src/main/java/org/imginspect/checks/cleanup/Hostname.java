package org.imginspect.checks.cleanup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
import org.imginspect.facts.network.BuildTraces;
import org.imginspect.facts.network.CommonHostNames;
import org.imginspect.facts.network.Setting;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestPath;

/** Flags the build machine's name where the system keeps its own, and what tells other machines' names in /etc/hosts. */
final class Hostname implements Check {
    private static final GuestPath HOSTS = GuestPath.of("/etc/hosts");
    private static final GuestPath[] NAME_FILES = {
        GuestPath.of("/etc/hostname"), GuestPath.of("/etc/HOSTNAME"), GuestPath.of("/etc/mailname")
    };
    private static final GuestPath[] ASSIGNING_FILES = {
        GuestPath.of("/etc/sysconfig/network"), GuestPath.of("/etc/conf.d/hostname")
    };

    /** The names that distributions give to the loopback and to multicast addresses. */
    private static final Set<String> STANDARD = Set.of(
            "ip6-localhost",
            "ip6-loopback",
            "ip6-localnet",
            "ip6-mcastprefix",
            "ip6-allnodes",
            "ip6-allrouters",
            "ip6-allhosts",
            "ipv6-localhost",
            "ipv6-loopback",
            "ipv6-localnet",
            "ipv6-mcastprefix",
            "ipv6-allnodes",
            "ipv6-allrouters",
            "ipv6-allhosts",
            "broadcasthost");

    private static final int MOST_LINES = 20;
    private static final int NAMES = 3;
    private static final int LONGEST = 255;

    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.hostname",
            Area.CLEANUP,
            Level.ERROR,
            "Neither the host name nor /etc/hosts tells of the build machine",
            "echo localhost > /etc/hostname; leave only the loopback's and multicast's lines in /etc/hosts");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        Set<String> builders = new HashSet<>();
        Set<String> commons = new HashSet<>();
        context.facts().find(OperatingSystem.class).ifPresent(system -> commons.add(system.id()));
        for (GuestPath file : NAME_FILES) {
            name(context, file, commons, builders, findings);
        }
        for (GuestPath file : ASSIGNING_FILES) {
            assigned(context, file, commons, builders, findings);
        }
        List<String> lines = context.tree().lines(HOSTS).orElse(List.of());
        Set<String> addresses = new HashSet<>();
        if (mayTell(lines, commons)) {
            BuildTraces traces = context.facts().find(BuildTraces.class).orElseThrow();
            for (Setting name : traces.hostNames()) {
                builders.add(name.value());
            }
            for (Setting address : traces.addresses()) {
                addresses.add(address.value());
            }
        }
        hosts(lines, commons, builders, addresses, findings);
        return Verdict.of(findings);
    }

    /** hostname(5): the first line that is neither empty nor a remark. */
    private static void name(
            CheckContext context, GuestPath file, Set<String> commons, Set<String> builders, List<Finding> findings)
            throws ImageException {
        List<String> lines = context.tree().lines(file).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            String name = lines.get(i).strip();
            if (!name.isEmpty() && name.charAt(0) != '#') {
                judge(name, file, i + 1, commons, builders, findings);
                return;
            }
        }
    }

    /** {@code HOSTNAME=name} of Enterprise Linux 6, {@code hostname="name"} of OpenRC. */
    private static void assigned(
            CheckContext context, GuestPath file, Set<String> commons, Set<String> builders, List<Finding> findings)
            throws ImageException {
        List<String> lines = context.tree().lines(file).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("HOSTNAME=") || line.startsWith("hostname=")) {
                String name =
                        line.substring("HOSTNAME=".length()).replace("\"", "").replace("'", "");
                judge(name.strip(), file, i + 1, commons, builders, findings);
            }
        }
    }

    private static void judge(
            String name, GuestPath file, int line, Set<String> commons, Set<String> builders, List<Finding> findings) {
        if (name.isEmpty() || isCommon(name, commons)) {
            return;
        }
        builders.add(label(name));
        findings.add(Finding.of(
                Level.WARNING,
                "names the machine '" + shown(name) + "'; every clone that gets no other name is called so",
                file,
                line));
    }

    /** Whether any line is more than a common name for the loopback; what else the image tells of the build machine is only asked for then. */
    private static boolean mayTell(List<String> lines, Set<String> commons) {
        for (String line : lines) {
            String[] words = words(line);
            if (words.length > 0
                    && (isOther(words, commons)
                            || !(words[0].startsWith("127.") || words[0].equals("::1") || words[0].startsWith("f")))) {
                return true;
            }
        }
        return false;
    }

    private static void hosts(
            List<String> lines,
            Set<String> commons,
            Set<String> builders,
            Set<String> addresses,
            List<Finding> findings) {
        List<String> others = new ArrayList<>();
        long count = 0;
        int first = 0;
        int reported = 0;
        for (int i = 0; i < lines.size(); i++) {
            String[] words = words(lines.get(i));
            if (words.length == 0) {
                continue;
            }
            Optional<String> why = builders(words, commons, builders, addresses);
            if (why.isPresent()) {
                if (++reported <= MOST_LINES) {
                    findings.add(Finding.of(Level.ERROR, why.get(), HOSTS, i + 1));
                }
            } else if (isOther(words, commons)) {
                first = count == 0 ? i + 1 : first;
                count++;
                if (others.size() < NAMES) {
                    others.add(shown(words[1]));
                }
            }
        }
        if (count > 0) {
            findings.add(Finding.of(
                    Level.WARNING,
                    (count == 1 ? "names another machine: " : "names " + count + " other machines: ")
                            + Pile.list(others, count),
                    HOSTS,
                    first));
        }
    }

    /** Why a line is the build machine's; empty if it is not, as far as the image tells. */
    private static Optional<String> builders(
            String[] words, Set<String> commons, Set<String> builders, Set<String> addresses) {
        if (addresses.contains(words[0])) {
            return Optional.of("names the build machine's address " + shown(words[0]));
        }
        for (int i = 1; i < words.length; i++) {
            if (builders.contains(label(words[i])) && !isCommon(words[i], commons)) {
                return Optional.of("names the build machine, " + shown(words[i]));
            }
            // Debian's installer gives this address to the machine's own name, and to nothing else.
            if (words[0].equals("127.0.1.1") && !isCommon(words[i], commons)) {
                return Optional.of("names the build machine, " + shown(words[i]) + ", as Debian's installer does");
            }
        }
        return Optional.empty();
    }

    private static boolean isOther(String[] words, Set<String> commons) {
        for (int i = 1; i < words.length; i++) {
            if (!isCommon(words[i], commons) && !STANDARD.contains(words[i].toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCommon(String name, Set<String> commons) {
        return CommonHostNames.contains(name) || commons.contains(label(name));
    }

    /** A file may hold anything; no name that works is longer than 255 characters. */
    private static String shown(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "…";
    }

    private static String label(String name) {
        int dot = name.indexOf('.');
        return (dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT);
    }

    private static String[] words(String line) {
        int remark = line.indexOf('#');
        String entry = (remark < 0 ? line : line.substring(0, remark)).strip();
        return entry.isEmpty() ? new String[0] : entry.split("\\s+", -1);
    }
}
