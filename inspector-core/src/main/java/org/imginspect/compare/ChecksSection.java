package org.imginspect.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ScanReport;

/** What the checks answer. */
final class ChecksSection implements Section<ScanReport> {
    private static final String FINDING = "finding";

    @Override
    public String id() {
        return "checks";
    }

    @Override
    public String title() {
        return "Checks";
    }

    @Override
    public ScanReport look(ImageView image) {
        return image.report();
    }

    @Override
    public void compare(ScanReport before, ScanReport after, Differences found) {
        Map<String, CheckResult> old = byId(before);
        Map<String, CheckResult> now = byId(after);
        Set<String> ids = new LinkedHashSet<>(old.keySet());
        ids.addAll(now.keySet());
        for (String id : ids) {
            CheckResult was = old.get(id);
            CheckResult is = now.get(id);
            if (was != null && is != null) {
                boolean unknown = isUnknown(was, Side.BEFORE, found) | isUnknown(is, Side.AFTER, found);
                if (!unknown) {
                    compare(id, was, is, found);
                }
            }
        }
    }

    private static Map<String, CheckResult> byId(ScanReport report) {
        Map<String, CheckResult> results = new LinkedHashMap<>();
        for (CheckResult result : report.results()) {
            results.put(result.info().id() + result.params().values(), result);
        }
        return results;
    }

    private static boolean isUnknown(CheckResult result, Side side, Differences found) {
        if (result.outcome() == Outcome.UNDETERMINED) {
            found.unread(side, result.reason());
            return true;
        }
        return false;
    }

    private static void compare(String id, CheckResult was, CheckResult is, Differences found) {
        boolean failed = was.outcome() == Outcome.FINDINGS;
        boolean fails = is.outcome() == Outcome.FINDINGS;
        if (was.outcome() != is.outcome()) {
            found.add(new Change(
                    fails
                            ? Change.Kind.NEWLY_FAILING
                            : failed && is.outcome() == Outcome.PASS ? Change.Kind.MENDED : Change.Kind.CHANGED,
                    id,
                    "",
                    Optional.of(answer(was)),
                    Optional.of(answer(is))));
        }
        if (failed || fails) {
            findings(id, was.findings(), is.findings(), found);
        }
    }

    private static void findings(String id, List<Finding> before, List<Finding> after, Differences found) {
        Map<String, List<Finding>> gone = new LinkedHashMap<>();
        for (Finding finding : before) {
            gone.computeIfAbsent(print(id, finding), any -> new ArrayList<>(1)).add(finding);
        }
        for (Finding finding : after) {
            List<Finding> same = gone.getOrDefault(print(id, finding), List.of());
            if (same.isEmpty()) {
                found.add(new Change(Change.Kind.ADDED, id, FINDING, Optional.empty(), Optional.of(text(finding))));
            } else {
                Finding old = same.remove(0);
                if (old.level() != finding.level()) {
                    found.add(Change.changed(id, FINDING, text(old), text(finding)));
                }
            }
        }
        for (List<Finding> each : gone.values()) {
            for (Finding finding : each) {
                found.add(new Change(Change.Kind.REMOVED, id, FINDING, Optional.of(text(finding)), Optional.empty()));
            }
        }
    }

    /** What is the same finding: its place may move within the file. */
    private static String print(String id, Finding finding) {
        return id + '\0' + finding.file().map(Object::toString).orElse("") + '\0' + finding.message();
    }

    private static String answer(CheckResult result) {
        return switch (result.outcome()) {
            case PASS -> "passes";
            case FINDINGS -> Amounts.count(result.findings().size(), "finding");
            case NOT_APPLICABLE -> "does not apply: " + result.reason();
            case UNDETERMINED -> "undetermined: " + result.reason();
        };
    }

    private static String text(Finding finding) {
        StringBuilder text = new StringBuilder(finding.level().name().toLowerCase(Locale.ROOT)).append(": ");
        finding.file().ifPresent(file -> text.append(file).append(": "));
        return text.append(finding.message()).toString();
    }
}
