package org.imginspect.scan;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;

/** A check that answers what it is told to, and counts how often it was asked. */
final class FakeCheck implements Check {
    /** Its answer. */
    interface Answer {
        Verdict to(CheckContext context) throws ImageException;
    }

    private final CheckInfo info;
    private final Answer answer;
    int asked;

    FakeCheck(String id, Answer answer) {
        this(info(id), answer);
    }

    FakeCheck(CheckInfo info, Answer answer) {
        this.info = info;
        this.answer = answer;
    }

    /** Of a check in the area that the id names. */
    static CheckInfo info(String id) {
        Area area = null;
        for (Area candidate : Area.values()) {
            area = id.startsWith(candidate.id() + ".") ? candidate : area;
        }
        return new CheckInfo(id, java.util.Objects.requireNonNull(area), Level.ERROR, "All is well", "Mend it");
    }

    static FakeCheck passing(String id) {
        return new FakeCheck(id, context -> Verdict.pass());
    }

    @Override
    public CheckInfo info() {
        return info;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        asked++;
        return answer.to(context);
    }
}
