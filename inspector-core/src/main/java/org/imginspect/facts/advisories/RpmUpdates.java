package org.imginspect.facts.advisories;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamReader;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.packages.PackageHolds;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.packages.versions.VersionOrder;
import org.imginspect.facts.repositories.Repositories;
import org.imginspect.facts.repositories.Repository;
import org.imginspect.guest.GlobPattern;
import org.imginspect.guest.GuestName;
import org.imginspect.io.Limits;

/**
 * What dnf, yum or zypper could update, by {@code primary} (all packages of a repository) and {@code updateinfo} (advisories). Of packages that
 * are installed in several versions, as kernels, the newest counts. A package of a module is updated from the same stream only, and
 * where nothing tells the stream not at all.
 */
final class RpmUpdates {
    /** What is known about a newer package. */
    private static final class Newer {
        private final Packages.Entry entry;
        private String version = "";
        private boolean security;
        private final Set<String> ids = new LinkedHashSet<>();
        private Optional<Severity> severity = Optional.empty();
        private Origin origin;
        /** Whether every repository that has it leaves it out. */
        private boolean excluded = true;

        private String excludes = "";

        Newer(Packages.Entry entry, Origin origin) {
            this.entry = entry;
            this.origin = origin;
        }
    }

    private final Limits limits;
    private final Map<String, MetadataFile> byPath = new HashMap<>();
    private final Map<String, List<Packages.Entry>> installed = new HashMap<>();
    private final RpmModules modules;
    private final Map<String, Newer> newer = new LinkedHashMap<>();

    private RpmUpdates(List<MetadataFile> files, Packages packages, RpmModules modules, Limits limits) {
        this.limits = limits;
        this.modules = modules;
        for (MetadataFile file : files) {
            byPath.put(file.path(), file);
        }
        Map<String, Packages.Entry> newest = new LinkedHashMap<>();
        for (Packages.Entry entry : packages.installed()) {
            newest.merge(
                    key(entry),
                    entry,
                    (a, b) -> VersionOrder.RPM.compare(
                                            a.version().text(), b.version().text())
                                    >= 0
                            ? a
                            : b);
        }
        for (Packages.Entry entry : newest.values()) {
            installed.computeIfAbsent(entry.name(), any -> new ArrayList<>()).add(entry);
        }
    }

    private static String key(Packages.Entry entry) {
        return entry.name() + "." + entry.architecture();
    }

    static boolean isRepomd(MetadataFile file) {
        return file.name().equals("repomd.xml");
    }

    static void read(
            List<MetadataFile> files,
            Packages packages,
            Repositories repositories,
            PackageHolds holds,
            RpmModules modules,
            Limits limits,
            Findings findings)
            throws IOException {
        RpmUpdates updates = new RpmUpdates(files, packages, modules, limits);
        List<MetadataFile> repomds = files.stream().filter(RpmUpdates::isRepomd).toList();
        List<Repository> used = repositories.used().stream()
                .filter(repository -> !repository.isService())
                .toList();
        Set<Repository> covered = new HashSet<>();
        for (MetadataFile repomd : repomds) {
            Optional<Repository> repository = used.stream()
                    .filter(each -> isNamedIn(repomd.path(), each.id()))
                    .findFirst();
            if (repository.isEmpty() && repomds.size() == 1 && used.size() == 1) {
                repository = Optional.of(used.get(0)); // There is nothing else that it could be.
            }
            repository.ifPresent(covered::add);
            updates.repository(repomd, repository, findings);
        }
        for (Newer each : updates.newer.values()) {
            findings.update(updates.update(each, holds));
        }
        for (Repository repository : used) {
            if (!covered.contains(repository)) {
                findings.uncovered(repository.id());
            }
        }
    }

    /** {@code baseos/repodata/repomd.xml}, or {@code baseos-0123456789abcdef/repodata/repomd.xml} as dnf names it. */
    private static boolean isNamedIn(String path, String id) {
        String wanted = id.toLowerCase(Locale.ROOT);
        for (String part : path.toLowerCase(Locale.ROOT).split("/", -1)) {
            int dash = part.lastIndexOf('-');
            boolean hash = dash > 0
                    && part.length() - dash == 17
                    && part.substring(dash + 1).matches("[0-9a-f]{16}");
            if (part.equals(wanted) || (hash && part.substring(0, dash).equals(wanted))) {
                return true;
            }
        }
        return false;
    }

    private void repository(MetadataFile repomd, Optional<Repository> repository, Findings findings)
            throws IOException {
        RepomdFile list = RepomdFile.read(repomd, limits);
        RepomdFile.Data advisories = list.data().get("updateinfo");
        Optional<MetadataFile> updateinfo = advisories == null ? Optional.empty() : file(repomd, advisories);
        if (advisories != null && updateinfo.isEmpty()) {
            throw new DamagedImageException(
                    "repomd: " + advisories.path() + " is listed, but not there", repomd.where());
        }
        RepomdFile.Data all = list.data().get("primary");
        Optional<MetadataFile> primary = all == null ? Optional.empty() : file(repomd, all);
        String name = repository.map(Repository::id).orElse(repomd.directory());
        Origin origin = new Origin(
                name.isEmpty() ? repomd.where() : name,
                repomd.where(),
                list.date(),
                Optional.empty(),
                updateinfo.isPresent(),
                updateinfo.isPresent(),
                true);
        findings.origin(origin);
        if (updateinfo.isPresent() && advisories != null) {
            read(updateinfo.get(), advisories, new UpdateinfoVisitor((collection, advisory) -> {
                for (UpdateinfoVisitor.Fixed fixed : collection) {
                    consider(fixed, advisory, origin, repository);
                }
            }));
        }
        if (primary.isPresent() && all != null) {
            read(primary.get(), all, new PrimaryVisitor(fixed -> consider(fixed, null, origin, repository)));
        } else if (updateinfo.isEmpty()) {
            String kind = list.data().containsKey("primary_zck")
                    ? "primary.xml.zck (zchunk)"
                    : list.data().containsKey("primary_db") ? "primary.sqlite" : "no primary.xml";
            throw new UnsupportedFeatureException(
                    "repomd: there is only " + kind + "; primary.xml is wanted", repomd.where());
        }
    }

    private void read(MetadataFile file, RepomdFile.Data data, XmlReader.Visitor visitor) throws IOException {
        if (data.digest().isPresent()) {
            try (InputStream in = file.open()) {
                DigestInputStream counted = data.digest().get().over(in);
                data.digest().get().check(counted, file.where());
            }
        }
        try (InputStream in = file.content(limits)) {
            XmlReader.read(in, file.where(), visitor);
        }
    }

    /** Where repomd says that it is, or beside repomd, as caches keep it. */
    private Optional<MetadataFile> file(MetadataFile repomd, RepomdFile.Data data) {
        String directory = repomd.directory();
        int slash = directory.lastIndexOf('/');
        String root = slash < 0 ? "" : directory.substring(0, slash + 1);
        MetadataFile found = byPath.get(root + data.path());
        if (found == null) {
            String name = data.path().substring(data.path().lastIndexOf('/') + 1);
            found = byPath.get(directory.isEmpty() ? name : directory + "/" + name);
        }
        return Optional.ofNullable(found);
    }

    private void consider(
            UpdateinfoVisitor.Fixed fixed,
            UpdateinfoVisitor.@org.jspecify.annotations.Nullable Advisory advisory,
            Origin origin,
            Optional<Repository> repository) {
        for (Packages.Entry entry : installed.getOrDefault(fixed.name(), List.of())) {
            boolean same = fixed.architecture().equals(entry.architecture())
                    || fixed.architecture().equals("noarch")
                    || (entry.architecture().equals("noarch")
                            && !fixed.architecture().equals("src"));
            boolean fits = advisory == null
                    ? !RpmModules.isModular(entry) && !RpmModules.isModular(fixed.version())
                    : modules.fits(fixed.modules(), entry);
            if (!same
                    || !fits
                    || VersionOrder.RPM.compare(fixed.version(), entry.version().text()) <= 0) {
                continue;
            }
            Newer found = newer.computeIfAbsent(key(entry), any -> new Newer(entry, origin));
            if (repository.isPresent() && isExcluded(entry, repository.get().excludes())) {
                found.excludes = repository.get().file().text();
            } else {
                found.excluded = false;
            }
            boolean security = advisory != null && advisory.isSecurity();
            if (security && !found.security) {
                // From here on the version is the one that mends.
                found.security = true;
                found.version = fixed.version();
                found.origin = origin;
            } else if (security == found.security
                    && (found.version.isEmpty() || VersionOrder.RPM.compare(fixed.version(), found.version) > 0)) {
                found.version = fixed.version();
                found.origin = origin;
            }
            if (security && advisory != null) {
                found.ids.addAll(advisory.ids());
                found.severity = Severity.graver(found.severity, advisory.severity());
            }
        }
    }

    private static boolean isExcluded(Packages.Entry entry, List<String> excludes) {
        for (String pattern : excludes) {
            if (GlobPattern.compile(pattern).matchesHidden(GuestName.of(entry.name()))) {
                return true;
            }
        }
        return false;
    }

    private Update update(Newer found, PackageHolds holds) {
        Update.Kind kind = found.security
                ? Update.Kind.SECURITY
                : found.origin.saysSecurity() ? Update.Kind.OTHER : Update.Kind.UNKNOWN;
        return new Update(
                kind,
                found.entry.name(),
                List.of(found.entry),
                found.entry.version().text(),
                found.version,
                List.copyOf(found.ids),
                found.severity,
                found.excluded ? Optional.of("the excludes in " + found.excludes) : heldBy(holds, found.entry),
                found.origin);
    }

    static Optional<String> heldBy(PackageHolds holds, Packages.Entry entry) {
        return holds.of(entry).map(hold -> hold.file().text() + (hold.line() > 0 ? " line " + hold.line() : ""));
    }

    /** {@code primary.xml}: the name, architecture and version of each package. */
    private static final class PrimaryVisitor implements XmlReader.Visitor {
        private final java.util.function.Consumer<UpdateinfoVisitor.Fixed> sink;
        private String name = "";
        private String architecture = "";
        private String version = "";
        private boolean inFormat;

        PrimaryVisitor(java.util.function.Consumer<UpdateinfoVisitor.Fixed> sink) {
            this.sink = sink;
        }

        @Override
        public void begin(String element, XMLStreamReader reader) {
            if (element.equals("package")) {
                name = "";
                architecture = "";
                version = "";
            } else if (element.equals("format")) {
                inFormat = true;
            } else if (element.equals("version") && !inFormat) {
                version = UpdateinfoVisitor.version(reader, "epoch", "ver", "rel");
            }
        }

        @Override
        public void end(String element, String text) {
            switch (element) {
                case "name" -> name = inFormat ? name : text;
                case "arch" -> architecture = inFormat ? architecture : text;
                case "format" -> inFormat = false;
                case "package" -> {
                    if (!architecture.equals("src") && !version.isEmpty()) {
                        sink.accept(new UpdateinfoVisitor.Fixed(name, architecture, version, Set.of()));
                    }
                }
                default -> {
                    // Summary, size and the like.
                }
            }
        }
    }
}
