package org.imginspect.scan;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Level;

/**
 * This scan beside an earlier report of the same image. While there is one, only findings that are new since make the image fail.
 *
 * @param file the earlier report, as the caller named it
 * @param image the image as the earlier report names it
 * @param findings each finding of this scan that counts, in the order of {@link ScanReport#results()}
 * @param fixed what the earlier report has and this scan proves to be gone, in that report's order
 * @param waived what the earlier report has and is waived now, in that report's order
 * @param unknown what the earlier report has and this scan does not tell of, in that report's order; it may still be there
 * @param verdicts the requirements judged in both whose verdict differs, in the order of {@link ScanReport#profiles()}
 * @param remarks what a reader should know of the comparison: another version of the tool, checks that were not decided then
 */
public record BaselineComparison(
        String file,
        String image,
        List<ComparedFinding> findings,
        List<BaselineFinding> fixed,
        List<BaselineFinding> waived,
        List<BaselineFinding> unknown,
        List<VerdictChange> verdicts,
        List<String> remarks) {
    public BaselineComparison {
        findings = List.copyOf(findings);
        fixed = List.copyOf(fixed);
        waived = List.copyOf(waived);
        unknown = List.copyOf(unknown);
        verdicts = List.copyOf(verdicts);
        remarks = List.copyOf(remarks);
    }

    /** The findings of this scan that are {@link BaselineState#NEW} or {@link BaselineState#UNCHANGED}; none for the other states. */
    public List<ComparedFinding> findings(BaselineState state) {
        List<ComparedFinding> chosen = new ArrayList<>();
        for (ComparedFinding finding : findings) {
            if (finding.state() == state) {
                chosen.add(finding);
            }
        }
        return chosen;
    }

    /** How many findings came to this state. */
    public int count(BaselineState state) {
        return switch (state) {
            case NEW, UNCHANGED -> findings(state).size();
            case FIXED -> fixed.size();
            case WAIVED -> waived.size();
            case UNKNOWN -> unknown.size();
        };
    }

    /** How many new findings are at least as grave as {@code level}. */
    public int newAtLeast(Level level) {
        int count = 0;
        for (ComparedFinding finding : findings) {
            boolean grave = finding.finding().level().compareTo(level) >= 0;
            count += finding.state() == BaselineState.NEW && grave ? 1 : 0;
        }
        return count;
    }

    /** {@code 2 new · 14 still there · 3 fixed}; waived and unknown ones follow if there are any. */
    public String tally() {
        StringBuilder text = new StringBuilder()
                .append(count(BaselineState.NEW))
                .append(" new · ")
                .append(count(BaselineState.UNCHANGED))
                .append(" still there · ")
                .append(fixed.size())
                .append(" fixed");
        if (!waived.isEmpty()) {
            text.append(" · ").append(waived.size()).append(" waived since");
        }
        if (!unknown.isEmpty()) {
            text.append(" · ").append(unknown.size()).append(" not known");
        }
        return text.toString();
    }
}
