package org.imginspect.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.imginspect.engine.ToolVersion;
import org.imginspect.scan.ScanReport;

/**
 * The report as one page that needs nothing beside it: styles and script are in it, and its content security policy lets nothing else in. Text of
 * the guest passes {@link Escape} on its way into an {@link HtmlNode} and is quoted by the template engine on its way out.
 */
final class HtmlReport implements ReportFormat {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);

    private static final int MOST_BYTES = 1 << 20;

    private final Clock clock;

    HtmlReport(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String id() {
        return "html";
    }

    @Override
    public void write(List<ScanReport> reports, ReportStyle style, Writer out) throws IOException {
        String css = resource("report.css");
        String script = resource("report.js");
        HtmlNode page = model(reports)
                .resource("css", css)
                .resource("script", script)
                .resource(
                        "policy",
                        "default-src 'none'; style-src '" + hash(css) + "'; script-src '" + hash(script)
                                + "'; base-uri 'none'; form-action 'none'");
        try {
            Mustache.compiler()
                    .standardsMode(true)
                    .strictSections(true)
                    .emptyStringIsFalse(true)
                    .withLoader(name -> reader(name + ".mustache"))
                    .loadTemplate("page")
                    .execute(page.values(), out);
        } catch (MustacheException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** What the templates are filled from, but for styles and script. */
    HtmlNode model(List<ScanReport> reports) {
        List<HtmlNode> images = new ArrayList<>();
        HtmlFilters filters = new HtmlFilters();
        boolean several = reports.size() > 1;
        for (int i = 0; i < reports.size(); i++) {
            images.add(new HtmlImage(reports.get(i), i + 1, filters).node());
        }
        // The filters stand above all images, or below the head of the only one.
        List<HtmlNode> bar = filters.any() ? List.of(filters.node()) : List.of();
        images.forEach(image -> image.nodes("filters", several ? List.of() : bar));
        String title = reports.size() == 1 ? HtmlImage.name(reports.get(0)) : HtmlWords.count(reports.size(), "image");
        return new HtmlNode()
                .text("title", title)
                .text("version", ToolVersion.get())
                .text("written", WHEN.format(clock.instant().atOffset(ZoneOffset.UTC)))
                .flag("several", several)
                .nodes("overview", several ? overview(reports) : List.of())
                .nodes("filters", several ? bar : List.of())
                .nodes("images", images);
    }

    private static List<HtmlNode> overview(List<ScanReport> reports) {
        List<HtmlNode> rows = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            ScanReport report = reports.get(i);
            rows.add(new HtmlNode()
                    .text("icon", HtmlImage.statusIcon(report.status()))
                    .text("word", HtmlImage.statusWord(report.status()))
                    .text("anchor", "image-" + (i + 1))
                    .text("path", report.image())
                    .text(
                            "counts",
                            report.failure().isPresent()
                                    ? ""
                                    : HtmlWords.count(report.summary().errors(), "error") + ", "
                                            + HtmlWords.count(report.summary().warnings(), "warning")));
        }
        return rows;
    }

    /** A template without the line ends that only serve its author: a page repeats them hundreds of times. */
    private static Reader reader(String name) throws IOException {
        return new StringReader(resource(name).replace(">\n", ">").replace("}}\n", "}}"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = open(name)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = HtmlReport.class.getResourceAsStream("html/" + name);
        if (in == null) {
            throw new IOException("this build lacks its resource html/" + name);
        }
        return in;
    }

    /** As a content security policy names what stands between a style's or script's tags (CSP 3, 2.3.1). */
    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
