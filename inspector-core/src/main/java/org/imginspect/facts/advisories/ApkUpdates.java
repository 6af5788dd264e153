package org.imginspect.facts.advisories;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.PackageHolds;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.packages.versions.VersionOrder;
import org.imginspect.facts.repositories.Location;
import org.imginspect.facts.repositories.Repositories;
import org.imginspect.facts.repositories.Repository;
import org.imginspect.io.Limits;

/**
 * What apk could update, by {@code APKINDEX.tar.gz}: a signature and the index, each a gzip member of its own. Nothing in it says which updates
 * are for security.
 */
final class ApkUpdates {
    private static final String INDEX = "APKINDEX";
    /** apk names an index in its cache by so many bytes of the address's SHA-1. */
    private static final int CACHE_BYTES = 4;

    private ApkUpdates() {}

    static boolean isIndex(MetadataFile file) {
        return file.name().startsWith(INDEX + ".") && file.name().endsWith(".tar.gz");
    }

    static void read(
            List<MetadataFile> files,
            Packages packages,
            Repositories repositories,
            PackageHolds holds,
            Limits limits,
            Findings findings)
            throws IOException {
        Map<String, Packages.Entry> installed = new HashMap<>();
        for (Packages.Entry entry : packages.installed()) {
            installed.put(entry.name(), entry);
        }
        Map<String, Update> newest = new HashMap<>();
        Set<Repository> covered = new HashSet<>();
        for (MetadataFile file : files) {
            if (!isIndex(file)) {
                continue;
            }
            Optional<Repository> repository = repositories.used().stream()
                    .filter(each -> isOf(file, each))
                    .findFirst();
            repository.ifPresent(covered::add);
            Origin origin = new Origin(
                    repository.map(Repository::id).orElse(file.path()),
                    file.where(),
                    date(file, limits),
                    Optional.empty(),
                    false,
                    false,
                    false);
            findings.origin(origin);
            index(file, limits, (name, version, architecture) -> {
                Packages.Entry entry = installed.get(name);
                if (entry == null
                        || VersionOrder.APK.compare(version, entry.version().text()) <= 0) {
                    return;
                }
                Update before = newest.get(name);
                if (before == null || VersionOrder.APK.compare(version, before.fixed()) > 0) {
                    newest.put(
                            name,
                            new Update(
                                    Update.Kind.UNKNOWN,
                                    name,
                                    List.of(entry),
                                    entry.version().text(),
                                    version,
                                    List.of(),
                                    Optional.empty(),
                                    RpmUpdates.heldBy(holds, entry),
                                    origin));
                }
            });
        }
        newest.values().forEach(findings::update);
        for (Repository repository : repositories.used()) {
            if (!covered.contains(repository)) {
                findings.uncovered(repository.id());
            }
        }
    }

    /** By the name in apk's cache, or by {@code v3.20/main} in the path. */
    private static boolean isOf(MetadataFile file, Repository repository) {
        for (Location location : repository.locations()) {
            if (file.name().equals(INDEX + "." + cacheName(location.uri()) + ".tar.gz")) {
                return true;
            }
        }
        return repository.suites().size() == 1
                && repository.components().size() == 1
                && ("/" + file.path())
                        .contains("/" + repository.suites().get(0) + "/"
                                + repository.components().get(0) + "/");
    }

    static String cacheName(String address) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(address.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, CACHE_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** When the youngest member was made; when the file was written, where none says so. */
    private static Optional<Instant> date(MetadataFile file, Limits limits) throws IOException {
        Instant[] date = {Instant.EPOCH};
        open(file, limits, (tar, entry) -> {
            Instant made = entry.getLastModifiedDate().toInstant();
            date[0] = made.isAfter(date[0]) ? made : date[0];
        });
        Instant found = date[0].equals(Instant.EPOCH) ? file.modified() : date[0];
        return found.getEpochSecond() > 0 ? Optional.of(found) : Optional.empty();
    }

    private static void index(MetadataFile file, Limits limits, PackagesIndex.Visitor visitor) throws IOException {
        open(file, limits, (tar, entry) -> {
            if (entry.getName().equals(INDEX)) {
                PackagesIndex.readApk(tar, file.where(), visitor);
            }
        });
    }

    /** Shown each member of an archive up to the index. */
    @FunctionalInterface
    private interface Members {
        void take(InputStream tar, TarArchiveEntry entry) throws IOException;
    }

    private static void open(MetadataFile file, Limits limits, Members members) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new BufferedInputStream(file.content(limits), MetadataFile.BLOCK_BYTES))) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                members.take(tar, entry);
                if (entry.getName().equals(INDEX)) {
                    return;
                }
                entry = tar.getNextEntry();
            }
            throw new DamagedImageException("apk: there is no " + INDEX + " in the archive", file.where());
        } catch (ImageException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new DamagedImageException("apk: the archive is damaged: " + e.getMessage(), file.where(), e);
        }
    }
}
