package org.imginspect.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.packageurl.PackageURL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.OpenedImage;
import org.imginspect.scan.ScanRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bills of the real Debian 12 and 13 against what the guest's own dpkg and apt say. */
class RealDebianBillTest {
    private static GuestContainer container(DebianImage debian) {
        return switch (debian) {
            case TWELVE -> GuestContainer.debian12();
            case THIRTEEN -> GuestContainer.debian13();
        };
    }

    private static Inventory inventory(DebianImage debian) throws Exception {
        Path image = debian.qcow2();
        Inspector inspector = new Inspector();
        try (OpenedImage opened = inspector.open(image, ScanRequest.of(image))) {
            return Inventory.of(opened, image, Guests.CREATED);
        }
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everyInstalledPackageIsInItOnce(DebianImage debian) throws Exception {
        List<String> dpkg = new ArrayList<>();
        String query =
                "${db:Status-Status}\\t${Package}\\t${Version}\\t${Architecture}\\t${source:Package}\\t${source:Version}\\n";
        for (String line :
                container(debian).exec("dpkg-query", "-W", "-f", query).lines()) {
            if (line.startsWith("installed\t")) {
                dpkg.add(line.substring("installed\t".length()));
            }
        }
        assertThat(dpkg).hasSizeGreaterThan(250);
        Inventory inventory = inventory(debian);
        for (SbomFormat format : SbomFormat.values()) {
            Bills.valid(inventory, format);
        }
        for (SbomFormat format : List.of(SbomFormat.CYCLONEDX, SbomFormat.SPDX)) {
            List<String> ours = new ArrayList<>();
            for (String url : Bills.urls(Bills.json(inventory, format))) {
                PackageURL read = new PackageURL(url);
                assertThat(read.getType() + "/" + read.getNamespace()).isEqualTo("deb/debian");
                assertThat(read.getQualifiers()).containsEntry("distro", "debian-" + debian.release());
                String upstream = read.getQualifiers().getOrDefault("upstream", read.getName());
                int at = upstream.indexOf('@');
                ours.add(String.join(
                        "\t",
                        read.getName(),
                        read.getVersion(),
                        read.getQualifiers().get("arch"),
                        at < 0 ? upstream : upstream.substring(0, at),
                        at < 0 ? read.getVersion() : upstream.substring(at + 1)));
            }
            assertThat(ours).containsExactlyInAnyOrderElementsOf(dpkg);
        }
    }

    /** apt lists for each dependency everything that offers it; ours takes one of these. */
    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void dependenciesAreThoseThatAptSees(DebianImage debian) throws Exception {
        Inventory inventory = inventory(debian);
        Map<String, Set<String>> ours = new HashMap<>();
        for (InstalledPackage each : inventory.packages()) {
            Set<String> names = new TreeSet<>();
            for (String reference : each.dependsOn()) {
                names.add(new PackageURL(reference).getName());
            }
            ours.put(each.entry().name(), names);
        }
        List<String> command = new ArrayList<>(List.of("apt-cache", "depends", "--important"));
        command.addAll(new TreeSet<>(ours.keySet()));
        Map<String, Set<String>> apts = new HashMap<>();
        Set<String> current = new HashSet<>();
        for (String line : container(debian).exec(command).lines()) {
            String text = line.strip();
            if (!line.startsWith(" ")) {
                current = apts.computeIfAbsent(text, any -> new TreeSet<>());
            } else {
                // "|Depends: a", "PreDepends: b", "Depends: <perl:any>", "Depends: <virtual>" and below it what offers
                // that.
                String name = text.substring(text.lastIndexOf(' ') + 1)
                        .replace("<", "")
                        .replace(">", "");
                int colon = name.indexOf(':');
                current.add(colon < 0 ? name : name.substring(0, colon));
            }
        }
        int edges = 0;
        for (Map.Entry<String, Set<String>> each : ours.entrySet()) {
            assertThat(apts.getOrDefault(each.getKey(), Set.of()))
                    .as(each.getKey())
                    .containsAll(each.getValue());
            edges += each.getValue().size();
        }
        assertThat(edges).isGreaterThan(800);
        // Where apt sees no alternatives at all, ours has everything.
        assertThat(ours.get("bash")).isEqualTo(apts.get("bash"));
        assertThat(ours.get("openssh-server")).isNotEmpty();
    }
}
