package org.imginspect.facts.answers;

import java.util.List;
import org.imginspect.facts.Fact;

/**
 * Passwords in answer files of installers.
 *
 * @param answers in the order of the walk
 */
public record InstallerAnswers(List<Answer> answers) implements Fact {
    public InstallerAnswers {
        answers = List.copyOf(answers);
    }
}
