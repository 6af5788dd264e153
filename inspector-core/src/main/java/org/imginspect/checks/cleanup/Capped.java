package org.imginspect.checks.cleanup;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;

/** Keeps reports at a length that people read. */
final class Capped {
    private static final int MOST = 64;

    private Capped() {}

    /**
     * The first findings, the gravest before the others, and one that counts the rest.
     *
     * @param several what they are about: {@code files with shell history}
     */
    static Verdict verdict(List<Finding> findings, String several) {
        if (findings.size() <= MOST) {
            return Verdict.of(findings);
        }
        List<Finding> first = new ArrayList<>();
        Level gravest = Level.NOTE;
        for (Level level : new Level[] {Level.ERROR, Level.WARNING, Level.NOTE}) {
            for (Finding finding : findings) {
                if (finding.level() != level) {
                    continue;
                }
                if (first.size() < MOST) {
                    first.add(finding);
                } else if (gravest == Level.NOTE) {
                    gravest = level;
                }
            }
        }
        first.add(Finding.of(gravest, (findings.size() - MOST) + " more " + several));
        return Verdict.of(first);
    }
}
