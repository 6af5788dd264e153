package org.imginspect.checks.secrets;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.facts.answers.Answer;

/** How the passwords of answer files become findings. */
final class FoundAnswers {
    private FoundAnswers() {}

    /** One for each line. */
    static List<Finding> findings(List<Answer> answers) {
        List<Finding> findings = new ArrayList<>();
        Set<String> lines = new HashSet<>();
        for (Answer answer : answers) {
            if (lines.add(answer.file() + ":" + answer.line())) {
                findings.add(Finding.of(
                        Level.ERROR,
                        answer.kind() + " in " + answer.format() + " (" + answer.key() + ")",
                        answer.file(),
                        answer.line()));
            }
        }
        return findings;
    }
}
