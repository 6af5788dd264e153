package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imginspect.check.Check;
import org.imginspect.check.CheckInfo;
import org.imginspect.facts.Inputs;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.profile.Profiles;
import org.imginspect.scan.EngineChoice;
import org.imginspect.scan.ExampleScan;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.ScanRequest;
import org.imginspect.scan.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole reports that were read line by line beside the marketplaces' requirements, and the count of what they say. */
class MarketplaceGoldenTest {
    static final List<String> FIVE = List.of("yandex-cloud", "digitalocean", "vk-cloud", "tencent-cloud", "ucloud");

    /** Debian 12 as Yandex Cloud asks for it; the base tree has the rest: console, virtio, GPT, UUIDs, locked accounts. Ports 22 and 443 are the product's. */
    private static final List<String> PREPARED = """
            -- /etc/cloud/cloud.cfg.d/99-datasource.cfg --
            datasource_list: [Ec2]
            datasource: { Ec2: { strict_id: false } }
            -- /usr/sbin/nft elf mode=0755 --
            -- @UNITS@/nftables.service --
            [Service]
            ExecStart=/usr/sbin/nft -f /etc/nftables.conf
            -- /etc/systemd/system/sysinit.target.wants/nftables.service -> @UNITS@/nftables.service --
            -- /etc/nftables.conf --
            #!/usr/sbin/nft -f
            flush ruleset
            table inet filter {
              chain input {
                type filter hook input priority filter; policy drop;
                iif lo accept
                ct state established,related accept
                tcp dport { 22, 443 } accept
              }
            }
            """.lines().toList();

    private static ScanReport scan(Path image) {
        List<CheckInfo> infos = new ArrayList<>();
        for (Check check : new Inspector().checks()) {
            infos.add(check.info());
        }
        ScanRequest request = ScanRequest.of(image)
                .withEngine(EngineChoice.EMBEDDED)
                .withInputs(Inputs.defaults().withDate(LocalDate.of(2026, 11, 21)));
        for (String profile : FIVE) {
            request = request.withProfile(new Profiles(infos).load(profile));
        }
        return new Inspector().scan(request).get(0);
    }

    private static String text(ScanReport report, String image) throws Exception {
        StringWriter out = new StringWriter();
        ReportFormat.text().write(List.of(report), ReportStyle.PLAIN, out);
        return out.toString().replace(report.image(), image);
    }

    private static void assertEveryRequirementOnce(ScanReport report) {
        List<String> ids = new ArrayList<>();
        int counted = 0;
        for (ProfileResult profile : report.profiles()) {
            for (RequirementResult result : profile.requirements()) {
                ids.add(result.requirement().id());
            }
            counted += profile.applicable() + profile.count(RequirementOutcome.NOT_APPLICABLE) + profile.duties();
        }
        assertThat(ids).hasSize(264).doesNotHaveDuplicates();
        assertThat(counted).isEqualTo(264);
        assertThat(report.profiles()).extracting(ProfileResult::duties).containsExactly(4, 6, 6, 8, 6);
    }

    @Test
    void theDemoImageByFiveMarketplaces() throws Exception {
        ScanReport report =
                scan(Path.of("../fixtures/images/demo.qcow2")); // wherever the checkout lies, lines are wrapped alike
        assertEveryRequirementOnce(report);
        Golden.assertSame("demo.five-marketplaces.txt", text(report, report.image()));
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everyRequirementHasOneVerdictOnARealImage(DebianImage image) {
        ScanReport report = scan(image.qcow2());
        assertEveryRequirementOnce(report);
        assertThat(report.status()).isEqualTo(Status.FAIL);
    }

    @Test
    void aCleanImageThatIsPreparedForYandexCloud() throws Exception {
        ScanReport report =
                new ExampleScan(PREPARED, "debian-12").report(List.of("yandex-cloud"), Map.of("ports", "22,443"));
        Golden.assertSame("yandex-cloud.prepared.txt", text(report, "disk.qcow2"));
        assertThat(report.status()).isEqualTo(Status.PASS);
        assertThat(report.profiles().get(0).count(RequirementOutcome.NOT_MET)).isZero();
    }
}
