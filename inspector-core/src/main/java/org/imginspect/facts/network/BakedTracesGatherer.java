package org.imginspect.facts.network;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.files.UnownedFiles;
import org.imginspect.facts.packages.FileDigest;
import org.imginspect.facts.packages.ListedFile;
import org.imginspect.facts.packages.PackageDigests;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.Limits;

/**
 * Searches the files that packages do not vouch for: all below /etc, and those whose name is that of a configuration file below /opt, /srv,
 * /usr/local, /var/www, /root and /home. Files longer than 1 MiB and files with a NUL are no configuration. The network's own files are left
 * to the other checks.
 */
public final class BakedTracesGatherer implements FactGatherer<BakedTraces> {
    private static final List<String> APPLICATIONS =
            List.of("/opt/", "/srv/", "/usr/local/", "/var/www/", "/root/", "/home/", "/var/lib/");

    private static final List<String> ENDINGS = List.of(
            ".conf",
            ".cfg",
            ".cnf",
            ".ini",
            ".xml",
            ".yaml",
            ".yml",
            ".json",
            ".toml",
            ".properties",
            ".env",
            ".config",
            ".php",
            ".service");

    /** Where the network's own configuration and identity stand. */
    private static final List<String> LEFT_OUT = List.of(
            "/etc/hostname",
            "/etc/HOSTNAME",
            "/etc/hosts",
            "/etc/resolv.conf",
            "/etc/netplan/",
            "/etc/network/",
            "/etc/sysconfig/network",
            "/etc/NetworkManager/system-connections/",
            "/etc/systemd/network/",
            "/etc/cloud/",
            "/etc/ssh/ssh_host_",
            "/var/lib/cloud/",
            "/var/lib/dhcp",
            "/var/lib/NetworkManager/",
            "/var/lib/wicked/");

    private static final int FILE_BYTES = 1 << 20;
    private static final int HITS_IN_FILE = 3;
    private static final int MOST_HITS = 100;

    /** Stateless. */
    public BakedTracesGatherer() {}

    @Override
    public Class<BakedTraces> type() {
        return BakedTraces.class;
    }

    @Override
    public Optional<BakedTraces> gather(GuestTree tree, Facts others) throws ImageException {
        BuildTraces traces = others.find(BuildTraces.class).orElseThrow();
        if (traces.addresses().isEmpty() && traces.hostNames().isEmpty()) {
            return Optional.empty();
        }
        List<GuestPath> files = new ArrayList<>();
        long bytes = 0;
        for (UnownedFiles.Entry entry :
                others.find(UnownedFiles.class).orElseThrow().files()) {
            if (entry.sizeBytes() <= FILE_BYTES && isConfiguration(entry.path().text())) {
                files.add(entry.path());
                bytes = Math.addExact(bytes, entry.sizeBytes());
            }
        }
        long most = tree.limits().get(Limits.TEXT_FILE_BYTES);
        if (bytes > most) {
            throw new LimitExceededException(
                    "configuration files of " + bytes + " bytes together would have to be searched",
                    Limits.TEXT_FILE_BYTES,
                    most,
                    "/etc");
        }
        tree.willOpen(files);
        List<BakedTraces.Hit> hits = new ArrayList<>();
        for (GuestPath file : files) {
            search(tree, file, traces, hits);
        }
        return Optional.of(new BakedTraces(hits.isEmpty() ? hits : withoutPackaged(hits, others)));
    }

    /** What stands in a configuration file as its package delivers it tells nothing of the build machine. */
    private static List<BakedTraces.Hit> withoutPackaged(List<BakedTraces.Hit> hits, Facts others)
            throws ImageException {
        Optional<PackageDigests> digests = others.find(PackageDigests.class);
        if (digests.isEmpty()) {
            return hits;
        }
        Set<GuestPath> files = new LinkedHashSet<>();
        for (BakedTraces.Hit hit : hits) {
            files.add(hit.file());
        }
        Set<GuestPath> unchanged = new HashSet<>();
        for (ListedFile listed : digests.get().listed(files)) {
            Optional<FileDigest> digest = listed.digest();
            if (digest.isPresent()
                    && digests.get().matches(listed.path(), digest.get()).orElse(false)) {
                unchanged.add(listed.path());
            }
        }
        List<BakedTraces.Hit> left = new ArrayList<>();
        for (BakedTraces.Hit hit : hits) {
            if (!unchanged.contains(hit.file())) {
                left.add(hit);
            }
        }
        return left;
    }

    private static boolean isConfiguration(String path) {
        for (String left : LEFT_OUT) {
            if (path.startsWith(left)) {
                return false;
            }
        }
        if (path.startsWith("/etc/")) {
            return true;
        }
        boolean application = false;
        for (String directory : APPLICATIONS) {
            application |= path.startsWith(directory);
        }
        for (String ending : ENDINGS) {
            if (application && path.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    private static void search(GuestTree tree, GuestPath file, BuildTraces traces, List<BakedTraces.Hit> hits)
            throws ImageException {
        Optional<byte[]> content = tree.bytes(file);
        if (content.isEmpty()) {
            return;
        }
        String text = new String(content.get(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (text.indexOf('\0') >= 0) {
            return;
        }
        int found = 0;
        for (boolean address : new boolean[] {true, false}) {
            for (Setting trace : address ? traces.addresses() : traces.hostNames()) {
                int at = next(text, trace.value(), 0);
                while (at >= 0 && found < HITS_IN_FILE && hits.size() < MOST_HITS) {
                    hits.add(new BakedTraces.Hit(trace, address, file, line(text, at)));
                    found++;
                    int end = text.indexOf('\n', at);
                    at = end < 0 ? -1 : next(text, trace.value(), end);
                }
            }
        }
    }

    /** The next place at which it is a word of its own, not a part of a longer address or name. */
    private static int next(String text, String word, int from) {
        int at = text.indexOf(word, from);
        while (at >= 0 && !(isEnd(text, at - 1, -1) && isEnd(text, at + word.length(), 1))) {
            at = text.indexOf(word, at + 1);
        }
        return at;
    }

    private static boolean isEnd(String text, int at, int step) {
        if (at < 0 || at >= text.length()) {
            return true;
        }
        char c = text.charAt(at);
        if (c == '.' || c == '-') {
            int beyond = at + step;
            return beyond < 0
                    || beyond >= text.length()
                    || !isWord(text.charAt(beyond))
                    || (c == '.' && step > 0 && !isDigit(text.charAt(beyond)));
        }
        return !isWord(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWord(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || c == '_';
    }

    private static int line(String text, int at) {
        int line = 1;
        for (int i = 0; i < at; i++) {
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return line;
    }
}
