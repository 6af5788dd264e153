package org.imginspect.compare;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.Fingerprint;
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
            if (was == null || is == null) {
                // A profile asked for it in one image only, because of what the guest is: the requirements tell that.
                found.add(new Change(
                        Change.Kind.CHANGED,
                        id,
                        "",
                        Optional.of(was == null ? "not asked for" : answer(was)),
                        Optional.of(is == null ? "not asked for" : answer(is))));
            } else {
                boolean unknownBefore = isUnknown(was, Side.BEFORE, found);
                boolean unknownAfter = isUnknown(is, Side.AFTER, found);
                if (!unknownBefore && !unknownAfter) {
                    compare(id, was, is, found);
                }
            }
        }
    }

    private static Map<String, CheckResult> byId(ScanReport report) {
        Map<String, CheckResult> results = new LinkedHashMap<>();
        for (CheckResult result : report.results()) {
            results.put(name(result), result);
        }
        return results;
    }

    /** Its id, and what it was told if a profile told it something: {@code disk.min-virtual-size (size=10G)}. */
    private static String name(CheckResult result) {
        Map<String, String> told = new TreeMap<>(result.params().values());
        String text = told.toString();
        return told.isEmpty()
                ? result.info().id()
                : result.info().id() + " (" + text.substring(1, text.length() - 1) + ")";
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
            findings(id, was, is, found);
        }
    }

    private static void findings(String id, CheckResult before, CheckResult after, Differences found) {
        Map<String, Finding> gone = new LinkedHashMap<>();
        List<String> prints = Fingerprint.of(before);
        for (int i = 0; i < prints.size(); i++) {
            gone.put(prints.get(i), before.findings().get(i));
        }
        prints = Fingerprint.of(after);
        for (int i = 0; i < prints.size(); i++) {
            Finding finding = after.findings().get(i);
            Finding old = gone.remove(prints.get(i));
            if (old == null) {
                found.add(new Change(Change.Kind.ADDED, id, FINDING, Optional.empty(), Optional.of(text(finding))));
            } else if (!text(old).equals(text(finding))) {
                found.add(Change.changed(id, FINDING, text(old), text(finding)));
            }
        }
        for (Finding finding : gone.values()) {
            found.add(new Change(Change.Kind.REMOVED, id, FINDING, Optional.of(text(finding)), Optional.empty()));
        }
    }

    private static String answer(CheckResult result) {
        return switch (result.outcome()) {
            case PASS -> "passes";
            case FINDINGS -> Amounts.count(result.findings().size(), "finding");
            case NOT_APPLICABLE -> "does not apply: " + result.reason();
            case WAIVED -> Amounts.count(result.waived().size(), "finding") + ", waived";
            case UNDETERMINED -> "undetermined: " + result.reason();
        };
    }

    private static String text(Finding finding) {
        StringBuilder text = new StringBuilder(finding.level().name().toLowerCase(Locale.ROOT)).append(": ");
        finding.file().ifPresent(file -> text.append(file).append(": "));
        return text.append(finding.message()).toString();
    }
}
