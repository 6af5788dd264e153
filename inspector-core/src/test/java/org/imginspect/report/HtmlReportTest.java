package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.imginspect.scan.ScanReport;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T12:34:56Z"), ZoneOffset.UTC);

    private static String html(ScanReport... reports) throws IOException {
        StringWriter out = new StringWriter();
        new HtmlReport(CLOCK).write(List.of(reports), ReportStyle.PLAIN, out);
        return out.toString();
    }

    /** By the rules of HTML 5; it must not contradict them anywhere. */
    private static Document parse(String html) {
        Parser parser = Parser.htmlParser().setTrackErrors(20);
        Document page = parser.parseInput(html, "");
        assertThat(parser.getErrors()).isEmpty();
        return page;
    }

    private static void assertSound(Document page) {
        Set<String> ids = new HashSet<>();
        for (Element element : page.select("[id]")) {
            assertThat(ids.add(element.id())).as("twice: " + element.id()).isTrue();
        }
        for (Element link : page.select("[href]")) {
            assertThat(link.attr("href")).startsWith("#");
            assertThat(ids).contains(link.attr("href").substring(1));
        }
        for (Element named : page.select("[aria-labelledby]")) {
            assertThat(ids).contains(named.attr("aria-labelledby").split(" ", -1));
        }
        for (Element element : page.getAllElements()) {
            for (Attribute attribute : element.attributes()) {
                assertThat(attribute.getKey()).doesNotStartWith("on").isNotIn("style", "src", "srcdoc", "action");
            }
        }
        assertThat(page.select("script, style, link, img, iframe, object, embed, base").stream()
                        .map(Element::tagName))
                .containsExactly("style", "script");
    }

    private static Element byId(Document page, String id) {
        return Objects.requireNonNull(page.getElementById(id), id);
    }

    private static Element first(Element in, String css) {
        return Objects.requireNonNull(in.selectFirst(css), css);
    }

    @Test
    void thePageShowsWhatTheReportKnows() throws Exception {
        Document page = parse(html(SampleReports.failing("images/debian.qcow2")));
        assertSound(page);
        assertThat(page.title()).isEqualTo("debian.qcow2 · imginspect");
        assertThat(page.select("h2").text()).isEqualTo("debian.qcow2");
        assertThat(page.select(".verdict").text()).isEqualTo("Fail");
        assertThat(page.select(".top").text()).contains("2026-11-21 12:34 UTC");
        assertThat(page.select(".counts li").eachText())
                .containsExactly("2 errors", "1 warning", "1 of 5 checks passed", "1 undetermined", "1 not applicable");
        Element fstab = byId(page, "check-fs.fstab-no-device-names");
        assertThat(fstab.attr("data-level")).isEqualTo("error");
        assertThat(first(fstab, "summary").text()).startsWith("error fstab names no devices");
        assertThat(fstab.select(".findings li").eachText())
                .containsExactly(
                        "/etc/fstab:3 '/dev/sda1' is mounted at /",
                        "warning /etc/fstab:4 '/dev/sdb1' is mounted at /mnt with nofail");
        assertThat(fstab.select(".fix").text()).startsWith("How to fix write UUID=... as blkid prints it");
        assertThat(fstab.select(".page").text()).contains("Why this matters").doesNotContain("expect:");
        assertThat(byId(page, "check-boot.console-ttys0").select(".reason").text())
                .isEqualTo("ext4: extent depth 9 exceeds 5 [debian.qcow2 > gpt:1 @ 0x1c00400]");
        assertThat(byId(page, "unseen").text())
                .contains("xfs is not supported by the embedded engine", "boot.console-ttys0");
        assertThat(byId(page, "not-run").text())
                .contains("disk.free-space-residue", "boot.console-tty1", "boot.grub-timeout", "kernel.virtiofs");
        assertThat(byId(page, "timings").text()).contains("812 ms in all", "ssh.host-keys-absent 1 ms");
    }

    @Test
    void withoutItsScriptNothingIsFoldedOrHiddenButWhatTheScriptServes() throws Exception {
        Document page = parse(html(SampleReports.failing("images/debian.qcow2")));
        assertThat(page.select("details:not([open])")).isEmpty();
        for (Element hidden : page.select("[hidden]")) {
            assertThat(hidden.hasClass("js") || hidden.hasClass("nothing"))
                    .as(hidden.outerHtml())
                    .isTrue();
        }
    }

    @Test
    void thePolicyAllowsThisStyleAndThisScriptAndNothingElse() throws Exception {
        Document page = parse(html(SampleReports.failing("images/debian.qcow2")));
        String policy = first(page, "meta[http-equiv=Content-Security-Policy]").attr("content");
        assertThat(policy)
                .isEqualTo("default-src 'none'; style-src '" + hash(page.select("style")) + "'; script-src '"
                        + hash(page.select("script")) + "'; base-uri 'none'; form-action 'none'");
    }

    private static String hash(org.jsoup.select.Elements one) throws Exception {
        byte[] content = Objects.requireNonNull(one.first()).data().getBytes(StandardCharsets.UTF_8);
        return "sha256-"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
    }

    @Test
    void nothingOfTheGuestBecomesMarkup() throws Exception {
        String html = html(SampleReports.evil());
        assertThat(html)
                .doesNotContain("\u001b", "\r", "\u0007", "\u202e", "\u200b", "\u2028", "\u0000", "\u009b", "\ud800");
        assertThat(html.lines()).noneMatch(line -> line.startsWith("FAKE"));
        Document page = parse(html);
        assertSound(page);
        String evil = "\\x1b[31mred\\x1b]0;title\\x07\\x0aFAKE line\\x0d<script>alert(1)</script>]]>&\"'";
        Element check = byId(page, "check-ssh.evil");
        assertThat(check.select(".message").text()).contains(evil);
        assertThat(check.select("code.place").text())
                .startsWith("/etc/\\x1b[2J\\x0a<script>]]>")
                .endsWith(":7");
        assertThat(first(page, "svg.disk desc").text()).contains("<script>]]>");
        assertThat(page.title()).startsWith("script>]]>&");
        // Everything that lies beside the script of the page is the same kind of page as that of a harmless image.
        Document harmless = parse(html(SampleReports.failing("a.qcow2")));
        Set<String> known = new HashSet<>();
        harmless.getAllElements().forEach(element -> known.add(element.tagName()));
        known.addAll(Set.of("br"));
        assertThat(page.getAllElements())
                .allSatisfy(element -> assertThat(known).contains(element.tagName()));
    }

    @Test
    void severalImagesHaveAnOverviewAndAnchorsOfTheirOwn() throws Exception {
        Document page = parse(html(
                SampleReports.failing("a.qcow2"), SampleReports.failing("b.qcow2"), SampleReports.unopened("c.qcow2")));
        assertSound(page);
        assertThat(page.select(".images h2").text()).isEqualTo("3 images");
        assertThat(page.select(".images li").eachText())
                .containsExactly(
                        "Fail a.qcow2 2 errors, 1 warning", "Fail b.qcow2 2 errors, 1 warning", "Not opened c.qcow2");
        assertThat(page.getElementById("check-ssh.host-keys-absent")).isNotNull();
        assertThat(page.getElementById("image-2-check-ssh.host-keys-absent")).isNotNull();
        assertThat(byId(page, "image-3").text()).contains("no such file [c.qcow2]");
        assertThat(page.select("form.filters")).hasSize(1);
    }

    @Test
    void aPassingImageSaysSo() throws Exception {
        Document page = parse(html(SampleReports.passing("ok.qcow2")));
        assertSound(page);
        assertThat(page.select(".verdict").text()).isEqualTo("Pass");
        assertThat(page.select(".remark").text()).contains("Read by libguestfs because the embedded engine");
    }

    /** Looked at by hand; styles, script and the pages of checks are left out. */
    @Test
    void thePageIsTheOneThatWasLookedAt() throws Exception {
        Document page = parse(html(SampleReports.failing("images/debian.qcow2")));
        page.select("style, script, meta, details.page > .body").forEach(Element::remove);
        String text = page.outerHtml().replaceAll("Version [^,]+,", "Version V,");
        Golden.assertSame("failing.html", text + "\n");
    }
}
