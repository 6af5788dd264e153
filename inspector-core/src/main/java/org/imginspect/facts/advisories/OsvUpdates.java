package org.imginspect.facts.advisories;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.facts.packages.PackageHolds;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.packages.versions.VersionOrder;
import org.imginspect.io.Limits;

/**
 * Flaws with a fix, by OSV records: single files, or zip archives of them as osv.dev offers. Debian, Ubuntu and Alpine name source
 * packages, the others binary ones. A flaw without a fixed version is left out, since no update mends it.
 */
final class OsvUpdates {
    /** What is installed under one name. */
    private record Installed(String version, List<Packages.Entry> packages) {}

    /** What was found about one name. */
    private static final class Flaws {
        private String fixed = "";
        private boolean forSubscribers = true;
        private final Set<String> ids = new LinkedHashSet<>();
        private Optional<Severity> severity = Optional.empty();
    }

    private final OsvEcosystem ecosystem;
    private final VersionOrder order;
    private final Limits limits;
    private final Map<String, List<Installed>> installed = new HashMap<>();
    private final Map<Installed, Flaws> flaws = new LinkedHashMap<>();
    private final Set<String> modular = new TreeSet<>();
    private Optional<Instant> newest = Optional.empty();
    private long ours;
    private long bytes;

    private OsvUpdates(OsvEcosystem ecosystem, Packages packages, Limits limits) {
        this.ecosystem = ecosystem;
        this.order = packages.manager().order();
        this.limits = limits;
        Map<String, Map<String, List<Packages.Entry>>> byName = new HashMap<>();
        for (Packages.Entry entry : packages.installed()) {
            String name = ecosystem.bySource() ? entry.source().name() : entry.name();
            String version = ecosystem.bySource()
                    ? entry.source().version()
                    : entry.version().text();
            byName.computeIfAbsent(name, any -> new HashMap<>())
                    .computeIfAbsent(version, any -> new ArrayList<>())
                    .add(entry);
        }
        byName.forEach((name, versions) -> {
            List<Installed> all = new ArrayList<>();
            versions.forEach((version, entries) -> all.add(new Installed(version, entries)));
            all.sort(Comparator.comparing(Installed::version, order));
            // Of kernels the newest counts: the older ones stay beside it until they are removed.
            boolean several = packages.manager() == Packages.Manager.RPM || name.startsWith("linux");
            installed.put(name, several ? List.of(all.get(all.size() - 1)) : all);
        });
    }

    /** Whether a file may hold OSV records. */
    static boolean isOsv(MetadataFile file) {
        String name = file.name().toLowerCase(Locale.ROOT);
        return name.endsWith(".json") || name.endsWith(".zip");
    }

    /** @return whether any record was of this ecosystem */
    static boolean read(
            List<MetadataFile> files,
            OsvEcosystem ecosystem,
            Packages packages,
            PackageHolds holds,
            Limits limits,
            Findings findings)
            throws IOException {
        OsvUpdates updates = new OsvUpdates(ecosystem, packages, limits);
        String where = "";
        for (MetadataFile file : files) {
            if (isOsv(file)) {
                where = where.isEmpty() ? file.where() : where;
                updates.file(file);
            }
        }
        if (updates.ours == 0) {
            return false;
        }
        Origin origin = new Origin(
                ecosystem.name() + " in OSV (" + updates.ours + " records)",
                where,
                updates.newest,
                Optional.empty(),
                true,
                true,
                false);
        findings.origin(origin);
        updates.flaws.forEach((installed, found) -> {
            Packages.Entry first = installed.packages().get(0);
            findings.update(new Update(
                    found.forSubscribers ? Update.Kind.SUBSCRIPTION : Update.Kind.SECURITY,
                    ecosystem.bySource() ? first.source().name() : first.name(),
                    installed.packages(),
                    installed.version(),
                    found.fixed,
                    List.copyOf(found.ids),
                    found.severity,
                    RpmUpdates.heldBy(holds, first),
                    origin));
        });
        if (!updates.modular.isEmpty()) {
            findings.undecided("packages of modules, whose streams OSV does not tell apart: "
                    + String.join(", ", updates.modular));
        }
        return true;
    }

    private void file(MetadataFile file) throws IOException {
        if (!file.name().toLowerCase(Locale.ROOT).endsWith(".zip")) {
            try (InputStream in = file.content(limits)) {
                OsvReader.read(new Counted(in, file.where()), file.where(), this::take);
            }
            return;
        }
        try (ZipArchiveInputStream zip = new ZipArchiveInputStream(file.open())) {
            ZipArchiveEntry entry = zip.getNextEntry();
            if (entry == null) {
                throw new DamagedImageException("osv: the archive is no zip archive, or empty", file.where());
            }
            while (entry != null) {
                String where = file.where() + " > " + entry.getName();
                if (!entry.isDirectory()
                        && entry.getName().toLowerCase(Locale.ROOT).endsWith(".json")) {
                    OsvReader.read(new Counted(zip, where), where, this::take);
                }
                entry = zip.getNextEntry();
            }
        } catch (ImageException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new DamagedImageException("osv: the archive is damaged: " + e.getMessage(), file.where(), e);
        }
    }

    private void take(OsvRecord osv) {
        boolean any = false;
        for (OsvRecord.Affected affected : osv.affected()) {
            if (!ecosystem.holds(affected.ecosystem())) {
                continue;
            }
            any = true;
            if (!osv.isWithdrawn()) {
                for (Installed each : installed.getOrDefault(affected.name(), List.of())) {
                    consider(osv, affected, each);
                }
            }
        }
        if (any) {
            ours++;
            if (osv.modified().isPresent()
                    && (newest.isEmpty() || osv.modified().get().isAfter(newest.get()))) {
                newest = osv.modified();
            }
        }
    }

    private void consider(OsvRecord osv, OsvRecord.Affected affected, Installed each) {
        Optional<String> fix = Optional.empty();
        for (List<OsvRecord.Event> range : affected.ranges()) {
            Optional<String> fixed = fixOf(range, each.version());
            fix = fix.isEmpty() ? fixed : fix;
        }
        if (fix.isEmpty() && affected.versions().contains(each.version())) {
            for (List<OsvRecord.Event> range : affected.ranges()) {
                Optional<String> next = nextFix(range, each.version());
                fix = fix.isEmpty() ? next : fix;
            }
        }
        if (fix.isEmpty()) {
            return;
        }
        boolean moduleFix = RpmModules.isModular(fix.get());
        Packages.Entry first = each.packages().get(0);
        if (!ecosystem.bySource() && moduleFix != RpmModules.isModular(first)) {
            return;
        }
        if (moduleFix) {
            modular.add(first.name());
            return;
        }
        Flaws found = flaws.computeIfAbsent(each, any -> new Flaws());
        found.fixed = found.fixed.isEmpty() || order.compare(fix.get(), found.fixed) > 0 ? fix.get() : found.fixed;
        found.forSubscribers &= OsvEcosystem.isForSubscribers(affected.ecosystem());
        found.ids.add(osv.id());
        found.ids.addAll(osv.aliases());
        found.severity =
                Severity.graver(found.severity, affected.severity().isPresent() ? affected.severity() : osv.severity());
    }

    /** The version that mends a flaw which this version has; empty if it has none, or nothing mends it. */
    private Optional<String> fixOf(List<OsvRecord.Event> range, String version) {
        List<OsvRecord.Event> events = new ArrayList<>(range);
        Collections.sort(events, (a, b) -> compare(a.version(), b.version()));
        boolean affected = false;
        for (OsvRecord.Event event : events) {
            int order = compare(event.version(), version);
            switch (event.kind()) {
                case "introduced" -> affected |= order <= 0;
                case "fixed", "limit" -> {
                    if (order <= 0) {
                        affected = false;
                    } else if (affected && event.kind().equals("fixed")) {
                        return Optional.of(event.version());
                    }
                }
                case "last_affected" -> affected &= order >= 0;
                default -> {
                    // An event of a later version of the format.
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> nextFix(List<OsvRecord.Event> range, String version) {
        Optional<String> next = Optional.empty();
        for (OsvRecord.Event event : range) {
            boolean later = event.kind().equals("fixed") && compare(event.version(), version) > 0;
            if (later && (next.isEmpty() || compare(event.version(), next.get()) < 0)) {
                next = Optional.of(event.version());
            }
        }
        return next;
    }

    /** "0" is the begin of all versions, also of those that come before 0. */
    private int compare(String a, String b) {
        if (a.equals("0") || b.equals("0")) {
            return Boolean.compare(!a.equals("0"), !b.equals("0"));
        }
        return order.compare(a, b);
    }

    /** Ends with a limit instead of reading without end; does not close what it reads. */
    private final class Counted extends InputStream {
        private final InputStream in;
        private final String where;

        Counted(InputStream in, String where) {
            this.in = in;
            this.where = where;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int count = read(one, 0, 1);
            return count <= 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            bytes += Math.max(0, count);
            long most = limits.get(Limits.DECOMPRESSED_BYTES);
            if (bytes > most) {
                throw new LimitExceededException(
                        "osv: records of more bytes than may be read", Limits.DECOMPRESSED_BYTES, most, where);
            }
            return count;
        }
    }
}
