package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.Inputs;
import org.imginspect.facts.advisories.Advisories;
import org.imginspect.facts.advisories.Update;
import org.imginspect.facts.repositories.Location;
import org.imginspect.facts.repositories.Repositories;
import org.imginspect.facts.repositories.Repository;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the real Debian 12 and 13 take packages from, and what could be updated, beside what their own apt says. */
class RealDebianReposTest {
    private static GuestContainer container(DebianImage debian) {
        return debian == DebianImage.TWELVE ? GuestContainer.debian12() : GuestContainer.debian13();
    }

    private static Facts facts(Guest guest, Inputs inputs) {
        return new Facts(guest.tree(), guest.storage(), guest.space(), inputs, Gatherers.all());
    }

    private static Verdict evaluate(String id, Guest guest, Facts facts) throws Exception {
        return Catalogue.find(id)
                .orElseThrow()
                .evaluate(new CheckContext(guest.tree(), guest.storage(), facts, new Params(Map.of())));
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void sourcesAreThoseThatAptWouldFetch(DebianImage debian) throws Exception {
        TreeSet<String> theirs = new TreeSet<>();
        for (String line :
                container(debian).exec("apt-get", "update", "--print-uris").lines()) {
            // 'http://deb.debian.org/debian/dists/bookworm/InRelease' deb.debian.org_debian_dists_bookworm_InRelease 0
            if (line.contains("InRelease'")) {
                theirs.add(line.substring(1, line.indexOf('\'', 1)));
            }
        }
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            Facts facts = facts(guest, Inputs.defaults());
            TreeSet<String> ours = new TreeSet<>();
            for (Repository each : facts.find(Repositories.class).orElseThrow().used()) {
                for (Location location : each.locations()) {
                    for (String suite : each.suites()) {
                        String uri = location.uri();
                        ours.add((uri.endsWith("/") ? uri : uri + "/") + "dists/" + suite + "/InRelease");
                    }
                }
            }
            assertThat(ours).isNotEmpty().isEqualTo(theirs);
            assertThat(evaluate("packages.repos-official", guest, facts).outcome())
                    .isEqualTo(Outcome.PASS);
            assertThat(ours).noneMatch(uri -> uri.contains("digitalocean"));
            assertThat(evaluate("packages.repos-do-mirrors", guest, facts).outcome())
                    .isEqualTo(Outcome.FINDINGS);
        }
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void withoutListsUpdatesAreNotKnown(DebianImage debian) throws Exception {
        assertThat(container(debian)
                        .shell("find /var/lib/apt/lists -name '*_Packages*'")
                        .lines())
                .isEmpty();
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            Facts facts = facts(guest, Inputs.defaults());
            assertThatThrownBy(() -> evaluate("packages.security-updates", guest, facts))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    /** A repository in which every third installed package is newer, every third older, every third missing. */
    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void updatesAreThoseThatAptLists(DebianImage debian, @TempDir Path given) throws Exception {
        GuestContainer container = container(debian);
        StringBuilder index = new StringBuilder();
        int number = 0;
        for (String line : container
                .exec("dpkg-query", "-W", "-f", "${Package} ${Architecture} ${Version} ${Essential}\\n")
                .lines()) {
            String[] words = line.split(" ", -1);
            String version = switch (number++ % 3) {
                case 0 -> words[2] + "+deb99u1";
                case 1 -> "0~" + words[2].substring(words[2].indexOf(':') + 1);
                default -> "";
            };
            if (version.isEmpty()) {
                continue; // The same version with another digest would be another build to apt.
            }
            index.append("Package: ")
                    .append(words[0])
                    .append("\nArchitecture: ")
                    .append(words[1])
                    .append("\nVersion: ")
                    .append(version)
                    .append("\nMaintainer: M <m@example.com>\nFilename: ./a.deb\nSize: 1\nSHA256: ")
                    .append("0".repeat(64))
                    .append("\nDescription: d\n\n");
        }
        Path shared = container.directory("repository");
        Files.writeString(shared.resolve("Packages"), index);
        Files.writeString(given.resolve("Packages"), index);
        List<String> upgradable =
                container.shell("""
                        mkdir -p $1/lists/partial $1/archives/partial
                        echo "deb [trusted=yes] copy:$1 ./" > $1/sources.list
                        apt="-o Dir::Etc::sourcelist=$1/sources.list -o Dir::Etc::sourceparts=- -o Dir::State::lists=$1/lists -o Dir::Cache::archives=$1/archives -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root"
                        apt-get $apt update >&2 && apt $apt list --upgradable
                        """, shared.toString()).succeeded().lines().toList();
        Map<String, String> theirs = new TreeMap<>();
        for (String line : upgradable) {
            // bash/unknown 5.2.15-2+b13+deb99u1 amd64 [upgradable from: 5.2.15-2+b13]
            int slash = line.indexOf('/');
            if (slash > 0 && line.contains("[upgradable from:")) {
                theirs.put(line.substring(0, slash), line.split(" ", -1)[1]);
            }
        }
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            Advisories advisories = facts(guest, Inputs.defaults().withRepoMetadata(given))
                    .find(Advisories.class)
                    .orElseThrow();
            Map<String, String> ours = new TreeMap<>();
            for (Update update : advisories.updates()) {
                ours.put(update.name(), update.fixed());
                assertThat(update.heldBy()).as(update.name()).isEmpty();
            }
            assertThat(ours).hasSizeGreaterThan(60).isEqualTo(theirs);
            List<String> uncovered = new ArrayList<>(advisories.uncovered());
            assertThat(uncovered)
                    .as("the guest's own sources have no list there")
                    .isNotEmpty();
        }
    }
}
