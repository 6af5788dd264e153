package org.imginspect.checks.secrets;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;

/** Flags passwords in what an installer was told. */
final class InstallerAnswers implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "secrets.installer-answers",
            Area.SECRETS,
            Level.ERROR,
            "No answer file of an installer holds a password",
            "delete the file (anaconda-ks.cfg, autoinstall-user-data, preseed.cfg, autoinst.xml …), and change the password");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        org.imginspect.facts.answers.InstallerAnswers answers = context.facts()
                .find(org.imginspect.facts.answers.InstallerAnswers.class)
                .orElseThrow();
        List<Finding> findings = new ArrayList<>(FoundAnswers.findings(answers.answers()));
        if (answers.incomplete().isPresent()) {
            if (findings.isEmpty()) {
                throw answers.incomplete().get();
            }
            findings.add(Finding.of(
                    Level.NOTE,
                    "there may be more: " + answers.incomplete().get().getMessage()));
        }
        return Verdict.of(findings);
    }
}
