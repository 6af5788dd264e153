package org.imginspect.facts.answers;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Fact;

/**
 * Passwords in answer files of installers.
 *
 * @param answers in the order of the walk
 * @param incomplete why some answer file was not read, the first of them; empty if all were
 */
public record InstallerAnswers(List<Answer> answers, Optional<ImageException> incomplete) implements Fact {
    public InstallerAnswers {
        answers = List.copyOf(answers);
    }
}
