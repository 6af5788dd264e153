package org.imginspect.facts.repositories;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * zypper's repositories and services. {@code gpgcheck} is on by default: a repository's own signature is checked, and that of each package
 * where the repository has none.
 */
final class ZyppRepositories {
    private static final GuestPath[] CONFIGURATIONS = {
        GuestPath.of("/usr/etc/zypp/zypp.conf"), GuestPath.of("/etc/zypp/zypp.conf")
    };
    private static final GuestPath REPOSITORIES = GuestPath.of("/etc/zypp/repos.d");
    private static final GuestPath SERVICES = GuestPath.of("/etc/zypp/services.d");
    private static final List<String> CHECKS = List.of("gpgcheck", "repo_gpgcheck", "pkg_gpgcheck");

    private ZyppRepositories() {}

    static void read(GuestTree tree, RpmVariables variables, List<Repository> all, List<Weakness> weaknesses)
            throws ImageException {
        List<IniFile.Section> main = new ArrayList<>();
        for (GuestPath file : CONFIGURATIONS) {
            for (IniFile.Section section : IniFile.read(tree, file)) {
                if (section.name().equals("main")) {
                    main.clear(); // The file in /etc stands for the vendor's, not beside it.
                    main.add(section);
                    if (isUnchecked(main)) {
                        weaknesses.add(new Weakness(
                                Weakness.Kind.UNSIGNED,
                                "packages are installed without a checked signature (gpgcheck is off)",
                                file,
                                RpmRepositories.line(section, "gpgcheck")));
                    }
                }
            }
        }
        for (GuestName name : tree.list(REPOSITORIES)) {
            if (name.text().endsWith(".repo")) {
                GuestPath file = REPOSITORIES.resolve(name);
                for (IniFile.Section section : IniFile.read(tree, file)) {
                    all.add(repository(section, main, variables, file));
                }
            }
        }
        for (GuestName name : tree.list(SERVICES)) {
            if (name.text().endsWith(".service")) {
                GuestPath file = SERVICES.resolve(name);
                for (IniFile.Section section : IniFile.read(tree, file)) {
                    all.add(service(section, variables, file));
                }
            }
        }
    }

    private static Repository repository(
            IniFile.Section section, List<IniFile.Section> main, RpmVariables variables, GuestPath file) {
        List<IniFile.Section> sources = new ArrayList<>(main);
        sources.add(section);
        List<Weakness> found = new ArrayList<>();
        boolean own = CHECKS.stream().anyMatch(key -> section.find(key).isPresent());
        if (isUnchecked(sources) && (own || !isUnchecked(main))) {
            found.add(new Weakness(
                    Weakness.Kind.UNSIGNED,
                    "packages are installed without a checked signature (gpgcheck is off)",
                    file,
                    RpmRepositories.line(section, "gpgcheck")));
        }
        List<Location> locations = new ArrayList<>();
        addresses(section, "mirrorlist", Location.Role.MIRRORS, variables, file, locations);
        addresses(section, "baseurl", Location.Role.BASE, variables, file, locations);
        for (Location location : locations) {
            if (location.uri().contains("ssl_verify=no")) {
                found.add(new Weakness(
                        Weakness.Kind.ANY_SERVER,
                        "the server's certificate is not checked (ssl_verify=no)",
                        file,
                        location.line()));
            }
        }
        boolean plain = section.find("type").map(IniFile.Value::text).orElse("").equalsIgnoreCase("plaindir");
        boolean signed = RpmRepositories.flag(sources, "repo_gpgcheck")
                .orElse(RpmRepositories.flag(sources, "gpgcheck").orElse(true));
        return new Repository(
                section.name(),
                section.flag("enabled").orElse(true),
                RpmRepositories.isForSources(section.name(), locations),
                locations,
                List.of(),
                List.of(),
                List.of(),
                signed && !plain,
                false,
                List.of(),
                found,
                file,
                section.line());
    }

    private static Repository service(IniFile.Section section, RpmVariables variables, GuestPath file) {
        List<Location> locations = new ArrayList<>();
        addresses(section, "url", Location.Role.MIRRORS, variables, file, locations);
        return new Repository(
                section.name(),
                section.flag("enabled").orElse(true),
                false,
                locations,
                List.of(),
                List.of(),
                List.of(),
                false,
                true,
                List.of(),
                List.of(),
                file,
                section.line());
    }

    private static boolean isUnchecked(List<IniFile.Section> sections) {
        Optional<Boolean> whole = RpmRepositories.flag(sections, "gpgcheck");
        Optional<Boolean> metadata = RpmRepositories.flag(sections, "repo_gpgcheck");
        Optional<Boolean> packages = RpmRepositories.flag(sections, "pkg_gpgcheck");
        return !whole.orElse(true) && !metadata.orElse(false) && !packages.orElse(false);
    }

    private static void addresses(
            IniFile.Section section,
            String key,
            Location.Role role,
            RpmVariables variables,
            GuestPath file,
            List<Location> locations) {
        for (IniFile.Value word : section.words(key)) {
            locations.add(new Location(variables.expand(word.text()), role, file, word.line()));
        }
    }
}
