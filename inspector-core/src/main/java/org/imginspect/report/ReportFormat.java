package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.imginspect.scan.ScanReport;

/** A way to write reports down. */
public interface ReportFormat {
    /** As the command line takes it: {@code json}. */
    String id();

    /**
     * Writes the reports of one run. Does not close the writer.
     *
     * @param reports at least one
     */
    void write(List<ScanReport> reports, ReportStyle style, Writer out) throws IOException;

    /** For people. */
    static ReportFormat text() {
        return new TextReport();
    }

    /** For programs; see {@code report.schema.json} beside this class. */
    static ReportFormat json() {
        return new JsonReport();
    }

    /** For people in a browser: one page that needs nothing beside it. */
    static ReportFormat html() {
        return new HtmlReport(java.time.Clock.systemUTC());
    }

    /** The ids of all formats. */
    static List<String> ids() {
        return List.of("text", "json", "markdown", "sarif", "junit", "gitlab", "github", "html");
    }

    /** The format with this id; empty if there is none. */
    static Optional<ReportFormat> named(String id) {
        return switch (id) {
            case "text" -> Optional.of(text());
            case "json" -> Optional.of(json());
            case "markdown" -> Optional.of(new MarkdownReport());
            case "sarif" -> Optional.of(new SarifReport());
            case "junit" -> Optional.of(new JunitReport());
            case "gitlab" -> Optional.of(new GitLabReport());
            case "github" -> Optional.of(new GitHubReport());
            case "html" -> Optional.of(html());
            default -> Optional.empty();
        };
    }
}
