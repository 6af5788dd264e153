package org.imginspect.checks.cleanup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Flags packages that were fetched and kept, and what was fetched to find them. */
final class PackageCache implements Check {
    private static final String[] SYSTEM = {
        "/var/cache/apt",
        "/var/cache/yum",
        "/var/tmp/yum-*",
        "/var/cache/dnf",
        "/var/cache/libdnf5",
        "/var/lib/dnf/system-upgrade",
        "/var/cache/zypp*",
        "/var/cache/apk",
        "/etc/apk/cache",
        "/var/cache/pacman/pkg",
        "/var/cache/PackageKit",
        "/var/lib/snapd/cache"
    };

    private static final String LISTS = "/var/lib/apt/lists";

    /** {@code cachedir=} there moves the cache; a variable in it ends the part that is looked at. */
    private static final String[] CONFIGURATIONS = {"/etc/yum.conf", "/etc/dnf/dnf.conf", "/etc/zypp/zypp.conf"};

    private static final String[] LANGUAGES = {
        ".cache/pip",
        ".cache/uv",
        ".cache/pypoetry",
        ".cache/pipenv",
        ".conda/pkgs",
        ".npm",
        ".cache/yarn",
        ".yarn/cache",
        ".cache/pnpm",
        ".local/share/pnpm/store",
        ".m2/repository",
        ".ivy2/cache",
        ".gradle/caches",
        ".cargo/registry",
        ".cargo/git",
        ".cache/go-build",
        "go/pkg/mod",
        ".composer/cache",
        ".cache/composer",
        ".nuget/packages",
        ".gem/specs",
        ".bundle/cache",
        ".cpan/build",
        ".cpan/sources",
        ".cpanm"
    };

    private static final String[] PACKAGES = {".deb", ".udeb", ".rpm", ".drpm", ".apk", ".snap"};

    /** What the managers write even while they clean: no metadata, and a few bytes. */
    private static final String[] LEFT_BY_CLEANING = {
        "timedhosts", "timedhosts.txt", ".gpgkeyschecked.yum", "expired_repos.json", "tempfiles.json", "CACHEDIR.TAG"
    };

    private static final Piles.Kind FETCHED = new Piles.Kind(Level.ERROR, "cached package", "cached packages");
    private static final Piles.Kind METADATA =
            new Piles.Kind(Level.WARNING, "cached file of the package manager", "cached files of the package manager");
    private static final Piles.Kind LIST =
            new Piles.Kind(Level.WARNING, "fetched package list", "fetched package lists");
    private static final Piles.Kind LANGUAGE = new Piles.Kind(
            Level.WARNING, "cached file of a language's packages", "cached files of a language's packages");

    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.package-cache",
            Area.CLEANUP,
            Level.ERROR,
            "No caches of package managers are left",
            "apt-get clean; rm -rf /var/lib/apt/lists/*  |  dnf clean all; rm -rf /var/cache/dnf  |  zypper clean -a  |  apk cache purge");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        GuestTree tree = context.tree();
        Piles piles = new Piles();
        List<String> patterns = new ArrayList<>(List.of(SYSTEM));
        for (String file : CONFIGURATIONS) {
            cacheDirectory(tree, GuestPath.of(file)).ifPresent(patterns::add);
        }
        for (String pattern : patterns) {
            piles.collectAll(tree, pattern, (file, node) -> kind(file));
        }
        piles.collectAll(tree, LISTS, (file, node) -> Optional.of(LIST));
        Optional<Users> users = context.facts().find(Users.class);
        if (users.isPresent()) {
            for (GuestPath home : users.get().homes()) {
                for (String cache : LANGUAGES) {
                    piles.collect(tree, home.resolve(cache), (file, node) -> Optional.of(LANGUAGE));
                }
            }
        }
        return Verdict.of(piles.findings());
    }

    private static Optional<Piles.Kind> kind(GuestPath file) {
        String name = file.name().text();
        for (String end : PACKAGES) {
            if (name.endsWith(end)) {
                return Optional.of(FETCHED);
            }
        }
        if (name.contains(".pkg.tar")) {
            return Optional.of(FETCHED);
        }
        for (String left : LEFT_BY_CLEANING) {
            if (name.equals(left)) {
                return Optional.empty();
            }
        }
        // zypper's index of what is installed is made anew at each start.
        return file.text().contains("/solv/@System/") ? Optional.empty() : Optional.of(METADATA);
    }

    /** Empty if the file does not say, or says less than a directory below the root. */
    private static Optional<String> cacheDirectory(GuestTree tree, GuestPath file) throws ImageException {
        Optional<List<String>> lines = tree.lines(file);
        Optional<String> found = Optional.empty();
        for (String line : lines.orElse(List.of())) {
            int equals = line.indexOf('=');
            if (equals > 0 && line.substring(0, equals).strip().equals("cachedir")) {
                String value = line.substring(equals + 1).strip();
                int variable = value.indexOf('$');
                String fixed = variable < 0 ? value : value.substring(0, Math.max(0, value.lastIndexOf('/', variable)));
                found = isDirectoryOfItsOwn(fixed) ? Optional.of(fixed) : Optional.empty();
            }
        }
        return found;
    }

    private static boolean isDirectoryOfItsOwn(String path) {
        return path.startsWith("/")
                && path.indexOf('\0') < 0
                && path.indexOf('*') < 0
                && path.indexOf('?') < 0
                && path.indexOf('[') < 0
                && GuestPath.of(path).names().size() > 1;
    }
}
