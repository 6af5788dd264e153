package org.imginspect.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.ToolVersion;
import org.imginspect.error.Problem;
import org.imginspect.scan.GuestInfo;
import org.imginspect.scan.NotRun;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Status;
import org.imginspect.scan.Summary;
import org.imginspect.scan.Unseen;

/** One image's part of the page. */
final class HtmlImage {
    /** The slowest checks are of interest, not all. */
    private static final int TIMINGS_SHOWN = 15;

    private final ScanReport report;
    private final int number;
    private final HtmlFilters filters;

    /**
     * @param number from 1, in the order of the page
     */
    HtmlImage(ScanReport report, int number, HtmlFilters filters) {
        this.report = report;
        this.number = number;
        this.filters = filters;
    }

    /** The last part of its path. */
    static String name(ScanReport report) {
        String path = report.image();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    HtmlNode node() {
        // The first image's anchors are those that everybody knows: #check-ssh.host-keys-absent.
        String idPrefix = number == 1 ? "" : "image-" + number + "-";
        HtmlAnchors anchors = new HtmlAnchors(report, idPrefix);
        HtmlNode profiles = new HtmlProfiles(report, anchors, filters).node();
        List<HtmlNode> areas = new HtmlChecks(report, anchors, filters).areas();
        Status status = report.status();
        return new HtmlNode()
                .text("prefix", idPrefix)
                .text("anchor", "image-" + number)
                .text("name", name(report))
                .text("path", report.image())
                .text("status", status.id())
                .text("statusWord", statusWord(status))
                .text("statusIcon", statusIcon(status))
                .text("statusMeaning", meaning(status))
                .flag("hasCounts", report.summary().checks() > 0)
                .nodes("counts", counts(report.summary()))
                .nodes("about", about())
                .texts("notes", notes())
                .text("failure", report.failure().map(Problem::message))
                .nodes(
                        "disk",
                        report.storage()
                                .map(storage -> List.of(new HtmlDisk(storage).node(idPrefix)))
                                .orElse(List.of()))
                .flag("hasChecks", !areas.isEmpty())
                .number("total", report.results().size())
                .node("marketplaces", profiles)
                .nodes(
                        "baseline",
                        report.baseline()
                                .map(comparison -> List.of(HtmlBaseline.node(comparison, anchors)))
                                .orElse(List.of()))
                .nodes("areas", areas)
                .flag("hasUnseen", !report.unseen().isEmpty())
                .nodes("unseen", unseen(anchors))
                .flag("hasNotRun", !report.notRun().isEmpty())
                .nodes("notRun", notRun())
                .flag("hasTimings", !report.timings().checkNanos().isEmpty())
                .nodes("timings", timings())
                .nodes("contents", contents(idPrefix, !areas.isEmpty()))
                .flag("hasContents", report.failure().isEmpty())
                .text("totalTime", HtmlWords.time(report.timings().totalNanos()))
                .text("openTime", HtmlWords.time(report.timings().openNanos()));
    }

    static String statusWord(Status status) {
        return switch (status) {
            case PASS -> "Pass";
            case FAIL -> "Fail";
            case INCOMPLETE -> "Incomplete";
            case UNOPENED -> "Not opened";
        };
    }

    static String statusIcon(Status status) {
        return switch (status) {
            case PASS -> "pass";
            case FAIL, UNOPENED -> "error";
            case INCOMPLETE -> "undetermined";
        };
    }

    private String meaning(Status status) {
        String asked = report.failOn()
                .map(level -> " of level " + level.name().toLowerCase(java.util.Locale.ROOT) + " or above")
                .orElse("");
        boolean incomplete = !report.unseen().isEmpty();
        return switch (status) {
            case PASS ->
                report.failOn().isPresent()
                        ? "Everything was read, and nothing" + asked + " was found."
                        : "Everything was read; findings were not to decide.";
            case FAIL ->
                "There are findings" + asked + "."
                        + (incomplete ? " Not everything could be read, so that there may be more." : "");
            case INCOMPLETE -> "Nothing" + asked + " was found, but not everything could be read.";
            case UNOPENED -> "The image could not be opened, so that nothing is known of it.";
        };
    }

    private static List<HtmlNode> counts(Summary sum) {
        List<HtmlNode> counts = new ArrayList<>();
        if (sum.checks() == 0) {
            return counts;
        }
        counts.add(count("error", sum.errors(), sum.errors() == 1 ? "error" : "errors"));
        counts.add(count("warning", sum.warnings(), sum.warnings() == 1 ? "warning" : "warnings"));
        if (sum.notes() > 0) {
            counts.add(count("note", sum.notes(), sum.notes() == 1 ? "note" : "notes"));
        }
        counts.add(count("pass", sum.passed(), "of " + HtmlWords.count(sum.checks(), "check") + " passed"));
        if (sum.undetermined() > 0) {
            counts.add(count("undetermined", sum.undetermined(), "undetermined"));
        }
        if (sum.notApplicable() > 0) {
            counts.add(count("not-applicable", sum.notApplicable(), "not applicable"));
        }
        return counts;
    }

    private static HtmlNode count(String kind, int count, String words) {
        return new HtmlNode().text("kind", kind).number("number", count).text("words", words);
    }

    private List<HtmlNode> about() {
        List<HtmlNode> about = new ArrayList<>();
        Optional<GuestInfo> guest = report.guest();
        String system = guest.map(info ->
                        info.name() + info.arch().map(arch -> ", " + arch).orElse(""))
                .orElse(report.rootProblem()
                        .map(problem -> "none: " + problem.message())
                        .orElse("not known"));
        if (report.failure().isEmpty()) {
            about.add(pair("Guest", system));
        }
        report.storage()
                .ifPresent(storage -> about.add(pair(
                        "Image",
                        storage.container().format() + " of "
                                + Sizes.text(storage.container().virtualSizeBytes()) + ", "
                                + Sizes.text(storage.container().allocatedBytes()) + " on the host")));
        report.engine().ifPresent(engine -> about.add(pair("Read by", engine(engine))));
        about.add(pair("Took", HtmlWords.time(report.timings().totalNanos())));
        return about;
    }

    /** The embedded engine has the version of the tool, which stands in the page's head. */
    private static String engine(EngineInfo engine) {
        String name = "the " + engine.id() + " engine";
        return engine.version().equals(ToolVersion.get()) ? name : name + " " + engine.version();
    }

    private static HtmlNode pair(String term, String text) {
        return new HtmlNode().text("term", term).text("text", text);
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        report.fallbackReason().ifPresent(reason -> notes.add("Read by libguestfs because " + reason));
        notes.addAll(report.remarks());
        notes.addAll(report.engine().map(EngineInfo::notes).orElse(List.of()));
        return notes;
    }

    private List<HtmlNode> unseen(HtmlAnchors anchors) {
        List<HtmlNode> nodes = new ArrayList<>();
        for (Unseen unseen : report.unseen()) {
            boolean one = unseen.why().isEmpty() || unseen.why().contains(unseen.what());
            nodes.add(new HtmlNode()
                    .text("what", unseen.why().isEmpty() || !one ? unseen.what() : unseen.why())
                    .text("why", one ? "" : unseen.why())
                    .flag("hasChecks", !unseen.checks().isEmpty())
                    .nodes("checks", links(anchors, unseen.checks())));
        }
        return nodes;
    }

    private static List<HtmlNode> links(HtmlAnchors anchors, List<String> ids) {
        List<HtmlNode> links = new ArrayList<>();
        for (String id : ids) {
            links.add(new HtmlNode().text("anchor", anchors.check(id)).text("id", id));
        }
        return links;
    }

    private List<HtmlNode> notRun() {
        List<HtmlNode> groups = new ArrayList<>();
        for (NotRun.Reason reason : NotRun.Reason.values()) {
            List<HtmlNode> checks = new ArrayList<>();
            for (NotRun check : report.notRun()) {
                if (check.why() == reason) {
                    checks.add(new HtmlNode()
                            .text("id", check.info().id())
                            .text("title", check.info().title()));
                }
            }
            if (!checks.isEmpty()) {
                groups.add(new HtmlNode()
                        .text("why", why(reason))
                        .number("count", checks.size())
                        .nodes("checks", checks));
            }
        }
        return groups;
    }

    private List<HtmlNode> contents(String idPrefix, boolean hasChecks) {
        List<HtmlNode> contents = new ArrayList<>();
        entry(contents, report.storage().isPresent(), idPrefix + "disk", "Disk");
        entry(contents, report.baseline().isPresent(), idPrefix + "baseline", "Since the earlier report");
        entry(contents, !report.profiles().isEmpty(), idPrefix + "marketplaces", "Marketplaces");
        entry(contents, !report.profiles().isEmpty(), idPrefix + "requirements", "Requirements");
        entry(contents, hasChecks, idPrefix + "checks", "Checks");
        entry(contents, !report.unseen().isEmpty(), idPrefix + "unseen", "Could not be seen");
        entry(contents, !report.notRun().isEmpty(), idPrefix + "not-run", "Checks not run");
        entry(contents, !report.timings().checkNanos().isEmpty(), idPrefix + "timings", "Timings");
        return contents;
    }

    private static void entry(List<HtmlNode> contents, boolean there, String anchor, String title) {
        if (there) {
            contents.add(new HtmlNode().text("anchor", anchor).text("title", title));
        }
    }

    private static String why(NotRun.Reason reason) {
        return switch (reason) {
            case DEEP -> "They read most of the disk; --deep runs them";
            case ON_REQUEST -> "Only some marketplaces ask for this; --check runs them by name";
            case NOT_IN_PROFILE -> "No profile that was judged asks for them";
            case NOT_SELECTED -> "The scan was told which checks to run, and these are not among them";
            case SKIPPED -> "The scan was told to skip them";
        };
    }

    private List<HtmlNode> timings() {
        return report.timings().checkNanos().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(TIMINGS_SHOWN)
                .map(check -> new HtmlNode().text("id", check.getKey()).text("time", HtmlWords.time(check.getValue())))
                .toList();
    }
}
