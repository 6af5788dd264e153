package org.imginspect.facts.repositories;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GlobPattern;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** yum.conf(5), dnf.conf(5), and zypper's files of the same form. */
final class RpmRepositories {
    private static final GuestPath DNF_CONF = GuestPath.of("/etc/dnf/dnf.conf");
    private static final GuestPath YUM_CONF = GuestPath.of("/etc/yum.conf");
    private static final GuestPath[] DEFAULTS = {
        GuestPath.of("/usr/share/dnf5/libdnf.conf.d"), GuestPath.of("/etc/dnf/libdnf5.conf.d")
    };
    private static final List<String> DIRECTORIES =
            List.of("/etc/yum.repos.d", "/etc/yum/repos.d", "/etc/distro.repos.d", "/usr/share/dnf5/repos.d");
    private static final GuestPath[] OVERRIDES = {
        GuestPath.of("/usr/share/dnf5/repos.override.d"), GuestPath.of("/etc/dnf/repos.override.d")
    };

    private final GuestTree tree;
    private final RpmVariables variables;
    private final List<Repository> all = new ArrayList<>();
    private final List<Weakness> weaknesses = new ArrayList<>();

    private RpmRepositories(GuestTree tree, RpmVariables variables) {
        this.tree = tree;
        this.variables = variables;
    }

    static Repositories read(GuestTree tree, Optional<OperatingSystem> os, Packages packages) throws ImageException {
        RpmRepositories repositories = new RpmRepositories(tree, RpmVariables.read(tree, os));
        repositories.dnf(packages);
        ZyppRepositories.read(tree, repositories.variables, repositories.all, repositories.weaknesses);
        return new Repositories(Packages.Manager.RPM, repositories.all, repositories.weaknesses);
    }

    private void dnf(Packages packages) throws ImageException {
        // CentOS 7 may have dnf's configuration without dnf.
        boolean yum = packages.isInstalled("yum")
                && !packages.isInstalled("dnf")
                && !packages.isInstalled("dnf5")
                && tree.exists(YUM_CONF);
        GuestPath file = yum || !tree.exists(DNF_CONF) ? YUM_CONF : DNF_CONF;
        List<IniFile.Section> main = new ArrayList<>();
        for (GuestPath directory : DEFAULTS) {
            for (GuestPath part : files(directory, ".conf")) {
                addMain(main, IniFile.read(tree, part));
            }
        }
        List<IniFile.Section> own = IniFile.read(tree, file);
        addMain(main, own);
        List<IniFile.Section> overrides = new ArrayList<>();
        for (GuestPath directory : OVERRIDES) {
            for (GuestPath part : files(directory, ".repo")) {
                overrides.addAll(IniFile.read(tree, part));
            }
        }
        repositories(own, main, overrides, file);
        List<String> directories = DIRECTORIES;
        for (IniFile.Section section : main) {
            if (section.find("reposdir").isPresent()) {
                directories = section.words("reposdir").stream()
                        .map(IniFile.Value::text)
                        .toList();
            }
        }
        for (String directory : directories) {
            if (directory.startsWith("/")) {
                for (GuestPath part : files(GuestPath.of(directory), ".repo")) {
                    repositories(IniFile.read(tree, part), main, overrides, part);
                }
            }
        }
    }

    private static void addMain(List<IniFile.Section> main, List<IniFile.Section> sections) {
        for (IniFile.Section section : sections) {
            if (section.name().equals("main")) {
                main.add(section);
            }
        }
    }

    private List<GuestPath> files(GuestPath directory, String ending) throws ImageException {
        List<GuestPath> files = new ArrayList<>();
        for (GuestName name : tree.list(directory)) {
            if (name.text().endsWith(ending)) {
                files.add(directory.resolve(name));
            }
        }
        return files;
    }

    private void repositories(
            List<IniFile.Section> sections, List<IniFile.Section> main, List<IniFile.Section> overrides, GuestPath file)
            throws ImageException {
        for (IniFile.Section section : sections) {
            if (section.name().equals("main")) {
                continue;
            }
            List<IniFile.Section> sources = new ArrayList<>(main);
            sources.add(section);
            String id = variables.expand(section.name());
            for (IniFile.Section override : overrides) {
                if (GlobPattern.compile(override.name()).matchesHidden(GuestName.of(id))) {
                    sources.add(override);
                }
            }
            all.add(repository(id, section, sources, file));
        }
    }

    private Repository repository(String id, IniFile.Section section, List<IniFile.Section> sources, GuestPath file)
            throws ImageException {
        List<IniFile.Section> own = sources.subList(sources.indexOf(section), sources.size());
        boolean enabled = flag(own, "enabled").orElse(true);
        // dnf5 calls it pkg_gpgcheck, and still takes the older name.
        Optional<Boolean> packageCheck = flag(sources, "pkg_gpgcheck");
        Optional<Boolean> check = packageCheck.isPresent() ? packageCheck : flag(sources, "gpgcheck");
        boolean metadata = flag(sources, "repo_gpgcheck").orElse(false);
        List<Weakness> found = new ArrayList<>();
        if (!check.orElse(false) && !metadata) {
            String why = check.isPresent() ? "gpgcheck is off" : "gpgcheck is set nowhere, and off by default";
            found.add(new Weakness(
                    Weakness.Kind.UNSIGNED,
                    "packages are installed without a checked signature (" + why + ")",
                    file,
                    line(section, "gpgcheck")));
        }
        List<Location> locations = new ArrayList<>();
        for (IniFile.Section each : own) {
            addresses(each, "metalink", Location.Role.MIRRORS, file, locations);
            addresses(each, "mirrorlist", Location.Role.MIRRORS, file, locations);
            addresses(each, "baseurl", Location.Role.BASE, file, locations);
        }
        boolean https = false;
        for (Location location : locations) {
            https |= location.scheme().equals("https");
        }
        if (https && !flag(sources, "sslverify").orElse(true)) {
            found.add(new Weakness(
                    Weakness.Kind.ANY_SERVER,
                    "the server's certificate is not checked (sslverify is off)",
                    file,
                    line(section, "sslverify")));
        }
        if (enabled && check.orElse(false)) {
            keys(section, file, found);
        }
        List<String> excludes = new ArrayList<>();
        for (IniFile.Section each : own) {
            for (String key : List.of("exclude", "excludepkgs")) {
                for (IniFile.Value word : each.words(key)) {
                    excludes.addAll(List.of(word.text().split(",", -1)));
                }
            }
        }
        return new Repository(
                id,
                enabled,
                isForSources(id, locations),
                locations,
                List.of(),
                List.of(),
                List.of(),
                metadata,
                false,
                excludes,
                found,
                file,
                section.line());
    }

    /** Nothing that is installed comes from a repository of sources or debugging symbols. */
    static boolean isForSources(String id, List<Location> locations) {
        for (Location location : locations) {
            String uri = location.uri();
            if (uri.contains("/SRPMS") || uri.contains("/source/tree") || uri.contains("arch=source")) {
                return true;
            }
        }
        String lower = id.toLowerCase(Locale.ROOT);
        return lower.endsWith("-source") || lower.endsWith("-source-rpms");
    }

    private void addresses(
            IniFile.Section section, String key, Location.Role role, GuestPath file, List<Location> locations) {
        if (role == Location.Role.MIRRORS) {
            Optional<IniFile.Value> value = section.find(key);
            if (value.isPresent() && !value.get().text().isEmpty()) {
                locations.add(new Location(
                        variables.expand(value.get().text()),
                        role,
                        file,
                        value.get().line()));
            }
            return;
        }
        // A comma separates, wherever it stands.
        for (IniFile.Value word : section.words(key)) {
            for (String uri : word.text().split(",", -1)) {
                if (!uri.isEmpty()) {
                    locations.add(new Location(variables.expand(uri), role, file, word.line()));
                }
            }
        }
    }

    private void keys(IniFile.Section section, GuestPath file, List<Weakness> found) throws ImageException {
        for (IniFile.Value word : section.words("gpgkey")) {
            Location key = new Location(variables.expand(word.text()), Location.Role.BASE, file, word.line());
            if (key.isPlain()) {
                found.add(new Weakness(
                        Weakness.Kind.ANY_SERVER,
                        "its key is fetched over " + key.scheme() + " from " + key.host(),
                        file,
                        word.line()));
            } else if (key.uri().startsWith("file:///") && key.uri().indexOf('$') < 0) {
                GuestPath path = GuestPath.of(key.uri().substring("file://".length()));
                if (!tree.exists(path)) {
                    found.add(new Weakness(
                            Weakness.Kind.BROKEN,
                            "its key " + path.text() + " is not there, so its packages are refused",
                            file,
                            word.line()));
                }
            }
        }
    }

    /** The last that says so. */
    static Optional<Boolean> flag(List<IniFile.Section> sections, String key) {
        Optional<Boolean> flag = Optional.empty();
        for (IniFile.Section section : sections) {
            Optional<Boolean> own = section.flag(key);
            flag = own.isPresent() ? own : flag;
        }
        return flag;
    }

    static int line(IniFile.Section section, String key) {
        return section.find(key).map(IniFile.Value::line).orElse(section.line());
    }
}
