package org.imginspect.facts.advisories;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.packages.versions.VersionOrder;
import org.imginspect.facts.repositories.Location;
import org.imginspect.facts.repositories.Repositories;
import org.imginspect.facts.repositories.Repository;
import org.imginspect.io.Limits;

/**
 * What apt could update, by {@code Packages} files: in the layout of a repository ({@code dists/SUITE/Release} and
 * {@code dists/SUITE/main/binary-amd64/Packages.xz}) or under the names of {@code /var/lib/apt/lists}, where slashes are underscores.
 */
final class AptUpdates {
    private static final String BINARY = "/binary-";

    private final Limits limits;
    private final Map<String, MetadataFile> byPath = new HashMap<>();
    private final Map<String, ReleaseFile> releases = new HashMap<>();

    private AptUpdates(List<MetadataFile> files, Limits limits) {
        this.limits = limits;
        for (MetadataFile file : files) {
            byPath.put(file.path(), file);
        }
    }

    /** Whether a file's name is that of an index of packages, compressed or not. */
    static boolean isIndex(MetadataFile file) {
        String name = withoutCompression(file.name());
        return (name.equals("Packages") || name.endsWith("_Packages"))
                && !file.path().contains("/by-hash/");
    }

    private static String withoutCompression(String name) {
        for (String ending : new String[] {".gz", ".xz", ".zst", ".bz2", ".lz4", ".lzma"}) {
            if (name.endsWith(ending)) {
                return name.substring(0, name.length() - ending.length());
            }
        }
        return name;
    }

    static void read(
            List<MetadataFile> files,
            Packages packages,
            Repositories repositories,
            AptPolicy policy,
            Limits limits,
            Findings findings)
            throws IOException {
        AptUpdates updates = new AptUpdates(files, limits);
        Map<String, List<AptPolicy.Offer>> offers = new HashMap<>();
        String own = nativeArchitecture(packages);
        for (Packages.Entry entry : packages.installed()) {
            offers.put(key(entry.name(), entry.architecture(), own), new ArrayList<>());
        }
        List<AptIndex> indexes = new ArrayList<>();
        Map<String, Boolean> seen = new HashMap<>();
        for (MetadataFile file : files) {
            // The same index may lie there compressed in several ways.
            if (isIndex(file) && seen.put(file.directory() + "/" + withoutCompression(file.name()), true) == null) {
                AptIndex index = updates.index(file);
                indexes.add(index);
                findings.origin(index.origin());
                updates.packages(index, (name, version, architecture) -> {
                    List<AptPolicy.Offer> list = offers.get(key(name, architecture, own));
                    if (list != null) {
                        list.add(new AptPolicy.Offer(version, index));
                    }
                });
            }
        }
        for (Packages.Entry entry : packages.installed()) {
            compare(
                    entry,
                    offers.getOrDefault(key(entry.name(), entry.architecture(), own), List.of()),
                    policy,
                    findings);
        }
        for (Repository repository : repositories.used()) {
            uncovered(repository, indexes, own, findings);
        }
    }

    /** Packages for all architectures count as those of the machine's own. */
    private static String key(String name, String architecture, String own) {
        return name + ":" + (architecture.equals("all") ? own : architecture);
    }

    private static String nativeArchitecture(Packages packages) {
        Optional<Packages.Entry> dpkg = packages.find("dpkg");
        if (dpkg.isPresent() && !dpkg.get().architecture().equals("all")) {
            return dpkg.get().architecture();
        }
        for (Packages.Entry entry : packages.installed()) {
            if (!entry.architecture().equals("all") && !entry.architecture().isEmpty()) {
                return entry.architecture();
            }
        }
        return "all";
    }

    private static void compare(
            Packages.Entry entry, List<AptPolicy.Offer> offers, AptPolicy policy, Findings findings) {
        String installed = entry.version().text();
        AptPolicy.Offer security = null;
        for (AptPolicy.Offer offer : offers) {
            boolean newer =
                    offer.index().origin().isSecurity() && VersionOrder.DPKG.compare(offer.version(), installed) > 0;
            if (newer && (security == null || VersionOrder.DPKG.compare(offer.version(), security.version()) > 0)) {
                security = offer;
            }
        }
        String candidate = policy.candidate(entry, offers);
        boolean newer = VersionOrder.DPKG.compare(candidate, installed) > 0;
        if (security == null && !newer) {
            return;
        }
        String fixed = security == null ? candidate : security.version();
        AptPolicy.Offer from = security;
        for (AptPolicy.Offer offer : offers) {
            if (from == null && offer.version().equals(candidate)) {
                from = offer;
            }
        }
        if (from == null) {
            return; // Newer than what is installed, but in no index: there is no such candidate.
        }
        Optional<String> held = entry.held() ? Optional.of("dpkg's hold") : Optional.empty();
        if (held.isEmpty() && VersionOrder.DPKG.compare(candidate, fixed) < 0) {
            Optional<AptPin> pin = policy.pin(entry, fixed, offers);
            pin = pin.isPresent() ? pin : policy.pin(entry, candidate, offers);
            held = Optional.of(pin.map(found -> "the pin in " + found.file().text() + " line " + found.line())
                    .orElse("apt's priorities"));
        }
        findings.update(new Update(
                security == null ? Update.Kind.OTHER : Update.Kind.SECURITY,
                entry.name(),
                List.of(entry),
                installed,
                fixed,
                List.of(),
                Optional.empty(),
                held,
                from.index().origin()));
    }

    private void packages(AptIndex index, PackagesIndex.Visitor visitor) throws IOException {
        MetadataFile file = index.file();
        Optional<String> path = pathInRelease(file);
        if (index.release().isEmpty()
                || path.isEmpty()
                || !index.release().get().listsDigests()) {
            try (InputStream in = file.content(limits)) {
                PackagesIndex.read(in, file.where(), visitor);
            }
            return;
        }
        Map<String, Digests> digests = index.release().get().digests();
        Digests whole = digests.get(withoutCompression(path.get()));
        if (whole != null) {
            try (InputStream in = file.content(limits)) {
                DigestInputStream counted = whole.over(in);
                PackagesIndex.read(counted, file.where(), visitor);
                whole.check(counted, file.where());
            }
            return;
        }
        Digests packed = digests.get(path.get());
        if (packed == null) {
            throw new DamagedImageException(
                    "apt: " + index.release().get().where() + " lists no digest of " + path.get(), file.where());
        }
        try (InputStream in = file.open()) {
            DigestInputStream counted = packed.over(in);
            packed.check(counted, file.where());
        }
        try (InputStream in = file.content(limits)) {
            PackagesIndex.read(in, file.where(), visitor);
        }
    }

    private AptIndex index(MetadataFile file) throws IOException {
        Optional<MetadataFile> release = releaseOf(file);
        Optional<ReleaseFile> read = Optional.empty();
        String prefix = "";
        String suite = "";
        if (release.isPresent()) {
            String path = release.get().path();
            ReleaseFile known = releases.get(path);
            if (known == null) {
                known = ReleaseFile.read(release.get(), limits);
                releases.put(path, known);
            }
            read = Optional.of(known);
            String name = release.get().name();
            if (name.indexOf('_') >= 0) {
                prefix = name.substring(0, name.lastIndexOf('_'));
                suite = after(prefix, "_dists_").replace('_', '/');
            } else {
                suite = after("/" + release.get().directory(), "/dists/");
            }
        }
        String inside = withoutCompression(pathInRelease(file).orElse(""));
        int binary = ("/" + inside).indexOf(BINARY);
        String component = binary <= 0 ? "" : inside.substring(0, Math.max(0, binary - 1));
        ReleaseFile found = read.orElse(null);
        String name = found == null
                ? file.path()
                : (found.field("label") + " "
                                + (found.field("codename").isEmpty() ? found.field("suite") : found.field("codename"))
                                + " " + component)
                        .strip();
        Origin origin = new Origin(
                name,
                file.where(),
                found == null
                        ? Optional.of(file.modified()).filter(time -> time.getEpochSecond() > 0)
                        : found.date("date"),
                found == null ? Optional.empty() : found.date("valid-until"),
                found != null && (found.isSecurity() || suite.endsWith("-security") || suite.endsWith("/updates")),
                true,
                found != null && found.listsDigests());
        int host = prefix.indexOf('_');
        return new AptIndex(file, read, host < 0 ? "" : prefix.substring(0, host), prefix, suite, component, origin);
    }

    private static String after(String text, String mark) {
        int at = text.lastIndexOf(mark);
        return at < 0 ? "" : text.substring(at + mark.length());
    }

    /** The Release that an index belongs to: one in a directory above it, or one whose name begins as its own does. */
    private Optional<MetadataFile> releaseOf(MetadataFile file) {
        String name = file.name();
        for (int cut = name.lastIndexOf('_'); cut > 0; cut = name.lastIndexOf('_', cut - 1)) {
            Optional<MetadataFile> found = release(file.directory(), name.substring(0, cut) + "_");
            if (found.isPresent()) {
                return found;
            }
        }
        String directory = file.directory();
        while (true) {
            Optional<MetadataFile> found = release(directory, "");
            if (found.isPresent() || directory.isEmpty()) {
                return found;
            }
            int slash = directory.lastIndexOf('/');
            directory = slash < 0 ? "" : directory.substring(0, slash);
        }
    }

    private Optional<MetadataFile> release(String directory, String prefix) {
        String start = (directory.isEmpty() ? "" : directory + "/") + prefix;
        MetadataFile found = byPath.get(start + "InRelease");
        return Optional.ofNullable(found == null ? byPath.get(start + "Release") : found);
    }

    /** How its Release calls an index; empty if there is none. */
    private Optional<String> pathInRelease(MetadataFile file) {
        Optional<MetadataFile> release = releaseOf(file);
        if (release.isEmpty()) {
            return Optional.empty();
        }
        String name = release.get().name();
        int underscore = name.lastIndexOf('_');
        if (underscore >= 0) {
            String rest = file.name().substring(underscore + 1);
            // A flat repository's index is called "._Packages" or "Packages".
            return Optional.of(unquoted(rest.startsWith("._") ? rest.substring(2) : rest.replace('_', '/')));
        }
        String directory = release.get().directory();
        return Optional.of(directory.isEmpty() ? file.path() : file.path().substring(directory.length() + 1));
    }

    /** apt writes {@code _} as {@code %5f} where it is not a slash. */
    private static String unquoted(String name) {
        return name.replace("%5f", "_").replace("%7e", "~");
    }

    /** Notes each suite and component of a source that no index is of. */
    private static void uncovered(Repository repository, List<AptIndex> indexes, String own, Findings findings) {
        if (!repository.architectures().isEmpty() && !repository.architectures().contains(own)) {
            return;
        }
        for (String suite : repository.suites()) {
            List<String> components = repository.components().isEmpty() ? List.of("") : repository.components();
            for (String component : components) {
                boolean found = false;
                for (AptIndex index : indexes) {
                    found |= covers(index, repository, suite, component);
                }
                if (!found) {
                    findings.uncovered((repository.id() + " " + suite + " " + component).strip());
                }
            }
        }
    }

    private static boolean covers(AptIndex index, Repository repository, String suite, String component) {
        boolean flat = suite.endsWith("/");
        String last = index.component().substring(index.component().lastIndexOf('/') + 1);
        if (!flat && !last.equals(component)) {
            return false;
        }
        if (!index.prefix().isEmpty()) {
            List<String> addresses = new ArrayList<>(List.of(repository.id()));
            for (Location location : repository.locations()) {
                addresses.add(location.shown());
            }
            for (String address : addresses) {
                String wanted = listName(address) + (flat ? "_" + trimmed(suite) : "_dists_" + suite.replace('/', '_'));
                if (index.prefix().equals(wanted) || (flat && index.prefix().startsWith(listName(address)))) {
                    return true;
                }
            }
            return false;
        }
        if (flat || !index.suite().isEmpty()) {
            return index.suite().equals(suite) || (flat && index.suite().isEmpty());
        }
        return index.field("suite").equals(suite) || index.field("codename").equals(suite);
    }

    private static String trimmed(String suite) {
        String text = suite.replace("./", "").replace('/', '_');
        return text.endsWith("_") ? text.substring(0, text.length() - 1) : text;
    }

    /** As apt names the files of an address: without scheme, odd characters as {@code %xx}, slashes as underscores. */
    static String listName(String address) {
        int colon = address.indexOf(':');
        String rest = colon > 0 && address.indexOf('/') > colon ? address.substring(colon + 1) : address;
        rest = rest.startsWith("//") ? rest.substring(2) : rest;
        while (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (c == '/') {
                name.append('_');
            } else if (c <= 0x20 || c >= 0x7f || "\\|{}[]<>\"^~_=!@#$%^&*".indexOf(c) >= 0) {
                name.append('%').append(Character.forDigit(c >> 4 & 0xf, 16)).append(Character.forDigit(c & 0xf, 16));
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }
}
