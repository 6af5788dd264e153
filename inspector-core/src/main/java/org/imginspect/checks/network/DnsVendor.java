package org.imginspect.checks.network;

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
import org.imginspect.facts.network.InterfaceConfig;
import org.imginspect.facts.network.NetworkConfig;
import org.imginspect.facts.network.Setting;
import org.imginspect.guest.GuestPath;

/** Flags name servers that are neither DHCP's nor the marketplace's, and what keeps names from being asked for. */
final class DnsVendor implements Check {
    private static final Parameter SERVERS = Parameter.list(
            "servers", "the addresses of the marketplace's name servers, or any; without it none may be written down");
    private static final Parameter HOSTS =
            Parameter.list("hosts", "host names that /etc/hosts must not give an address");
    private static final CheckInfo INFO = new CheckInfo(
                    "network.dns-vendor",
                    Area.NETWORK,
                    Level.WARNING,
                    "Name servers come by DHCP or are the marketplace's own",
                    "take name servers by DHCP, and delete the lines from /etc/hosts")
            .onRequest()
            .with(SERVERS, HOSTS);

    private static final String ANY = "any";
    private static final GuestPath RESOLV = GuestPath.of("/etc/resolv.conf");
    private static final GuestPath ETC_HOSTS = GuestPath.of("/etc/hosts");
    private static final GuestPath NSSWITCH = GuestPath.of("/etc/nsswitch.conf");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<String> allowed = context.params().list(SERVERS);
        List<Finding> findings = new ArrayList<>();
        NetworkConfig config = context.facts().find(NetworkConfig.class).orElseThrow();
        for (InterfaceConfig one : config.interfaces()) {
            one.nameServers().forEach(server -> server(server, allowed, findings));
        }
        config.nameServers().forEach(server -> server(server, allowed, findings));
        resolvConf(context, allowed, findings);
        hosts(context, context.params().list(HOSTS), findings);
        nsswitch(context, findings);
        return Verdict.of(findings);
    }

    private static void server(Setting server, List<String> allowed, List<Finding> findings) {
        String address = server.value();
        boolean local = address.startsWith("127.") || address.equals("::1");
        if (!local && !allowed.contains(address) && !allowed.contains(ANY)) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "the name server " + address + " is neither DHCP's nor the marketplace's",
                    server.file(),
                    server.line()));
        }
    }

    /** What a program wrote it writes anew; so is what a link leads to below /run. */
    private static void resolvConf(CheckContext context, List<String> allowed, List<Finding> findings)
            throws ImageException {
        Optional<GuestPath> real = context.tree().resolve(RESOLV);
        List<String> lines = context.tree().lines(RESOLV).orElse(List.of());
        boolean generated =
                !lines.isEmpty() && lines.get(0).startsWith("#") && lines.get(0).contains("enerated by");
        boolean volatileFile = real.isPresent()
                && (real.get().text().startsWith("/run/") || real.get().text().startsWith("/var/run/"));
        if (volatileFile || generated) {
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            List<String> words = words(lines.get(i));
            if (words.size() > 1 && words.get(0).equals("nameserver")) {
                server(new Setting(words.get(1), RESOLV, i + 1), allowed, findings);
            }
        }
    }

    private static void hosts(CheckContext context, List<String> names, List<Finding> findings) throws ImageException {
        List<String> lines = context.tree().lines(ETC_HOSTS).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            List<String> words = words(lines.get(i));
            for (String name : names) {
                if (isNamed(words, name)) {
                    findings.add(Finding.of(
                            Level.WARNING,
                            name + " is always " + words.get(0) + ", whatever the name server says",
                            ETC_HOSTS,
                            i + 1));
                }
            }
        }
    }

    /** Behind the address, in whatever case: names of hosts have none. */
    private static boolean isNamed(List<String> words, String name) {
        return words.stream().skip(1).anyMatch(word -> word.equalsIgnoreCase(name));
    }

    private static void nsswitch(CheckContext context, List<Finding> findings) throws ImageException {
        List<String> lines = context.tree().lines(NSSWITCH).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            List<String> words = words(lines.get(i).replace(":", ": "));
            if (!words.isEmpty()
                    && words.get(0).equals("hosts:")
                    && !words.contains("dns")
                    && !words.contains("resolve")) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "names are not asked for by DNS: " + lines.get(i).strip(),
                        NSSWITCH,
                        i + 1));
            }
        }
    }

    /** The words of a line before its comment. */
    private static List<String> words(String line) {
        int comment = line.indexOf('#');
        List<String> words = new ArrayList<>();
        for (String word : (comment < 0 ? line : line.substring(0, comment)).split("[ \t]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
