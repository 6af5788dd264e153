package org.imginspect.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.guest.GuestPath;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.Fingerprint;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Unseen;
import org.imginspect.scan.WaivedFinding;

/**
 * The findings of all images as SARIF has them, no more of them than GitHub takes: 25,000 in a run, and 10 MB of the compressed file.
 * The gravest are kept.
 */
final class SarifResults {
    static final int MOST = 25_000;

    /** Of messages and places, before compression: what is left of GitHub's 10 MB is for all that compresses well. */
    static final long MOST_TEXT = 6_000_000;

    /** GitHub names no limit; the first sentence is what it shows in lists. */
    static final int MESSAGE_LENGTH = 2_000;

    /**
     * A result.
     *
     * @param check empty if it says that something could not be seen
     * @param finding where it belongs in the report; empty as above
     * @param image index of the report
     * @param file where it is in the guest; empty for the image itself
     * @param state what it is since an earlier report, in SARIF's word; empty if that is not known
     * @param waiver reason for which it was waived; empty if it counts
     */
    record Row(
            Optional<CheckInfo> check,
            Optional<Place> finding,
            Level level,
            String message,
            int image,
            Optional<GuestPath> file,
            int line,
            String fingerprint,
            Optional<String> state,
            Optional<String> waiver) {
        String ruleId() {
            return check.map(CheckInfo::id).orElse(Incomplete.RULE);
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private int leftOut;

    SarifResults(List<ScanReport> reports, SarifLocations locations) {
        for (int i = 0; i < reports.size(); i++) {
            unseen(i, reports.get(i));
            Since since = new Since(reports.get(i));
            Set<String> waivedSince = new HashSet<>();
            reports.get(i)
                    .baseline()
                    .ifPresent(
                            baseline -> baseline.waived().forEach(finding -> waivedSince.add(finding.fingerprint())));
            for (CheckResult result : reports.get(i).results()) {
                findings(i, result, since, waivedSince);
            }
        }
        limit(locations);
        rows.forEach(row -> locations.index(row.image(), row.file()));
    }

    /** In the order of the images and of the catalogue. */
    List<Row> rows() {
        return rows;
    }

    /** How many findings GitHub would not have taken. */
    int leftOut() {
        return leftOut;
    }

    private void unseen(int image, ScanReport report) {
        List<Unseen> unseen = report.unseen();
        List<String> prints = Fingerprint.ofUnseen(unseen);
        Level level = report.failure().isPresent() ? Level.ERROR : Level.WARNING;
        for (int i = 0; i < unseen.size(); i++) {
            rows.add(new Row(
                    Optional.empty(),
                    Optional.empty(),
                    level,
                    message(Incomplete.message(unseen.get(i))),
                    image,
                    Optional.empty(),
                    1,
                    prints.get(i),
                    Optional.empty(),
                    Optional.empty()));
        }
    }

    private void findings(int image, CheckResult result, Since since, Set<String> waivedSince) {
        List<String> prints = result.findings().isEmpty() ? List.of() : Fingerprint.of(result);
        for (int i = 0; i < prints.size(); i++) {
            Finding finding = result.findings().get(i);
            add(image, result, finding, prints.get(i), since.sarifState(result, finding), Optional.empty());
        }
        List<String> waivedPrints = result.waived().isEmpty() ? List.of() : Fingerprint.ofWaived(result);
        for (int i = 0; i < waivedPrints.size(); i++) {
            WaivedFinding waived = result.waived().get(i);
            add(
                    image,
                    result,
                    waived.finding(),
                    waivedPrints.get(i),
                    waivedSince.contains(waivedPrints.get(i)) ? Optional.of("unchanged") : Optional.empty(),
                    Optional.of(Escape.line(waived.waiver().reason())));
        }
    }

    private void add(
            int image,
            CheckResult result,
            Finding finding,
            String print,
            Optional<String> state,
            Optional<String> waiver) {
        rows.add(new Row(
                Optional.of(result.info()),
                Optional.of(Place.of(result, finding)),
                finding.level(),
                message(GitLabReport.told(result) + finding.message()),
                image,
                finding.file(),
                finding.line().orElse(1),
                print,
                state,
                waiver));
    }

    private void limit(SarifLocations locations) {
        List<Row> gravest = new ArrayList<>(rows);
        gravest.sort(Comparator.comparing((Row row) -> row.waiver().isPresent())
                .thenComparing(Row::level, Comparator.reverseOrder()));
        long text = 0;
        int kept = 0;
        while (kept < gravest.size() && kept < MOST && text <= MOST_TEXT) {
            Row row = gravest.get(kept);
            // The place stands in the result and in the list of artifacts; a character is three bytes at most, a pair
            // four.
            text += 3L * row.message().length() + 2L * locations.length(row.image(), row.file());
            kept += text <= MOST_TEXT ? 1 : 0;
        }
        leftOut = rows.size() - kept;
        if (leftOut > 0) {
            Set<Row> dropped = Collections.newSetFromMap(new IdentityHashMap<>());
            dropped.addAll(gravest.subList(kept, gravest.size()));
            rows.removeIf(dropped::contains);
        }
    }

    /** A sentence with a full stop in which nothing of the guest is taken for a link or a placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6). */
    static String message(String text) {
        String line = Cut.to(MESSAGE_LENGTH, Escape.line(text)).replace("](", "] (");
        StringBuilder out = new StringBuilder(line.length() + 1);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean placeholder = c == '{' && i + 1 < line.length() && Character.isDigit(line.charAt(i + 1));
            out.append(placeholder ? "{ " : c);
        }
        return out.append(line.endsWith(".") || line.endsWith("!") || line.endsWith("?") ? "" : ".")
                .toString();
    }
}
