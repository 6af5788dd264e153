package org.imginspect.check;

import org.imginspect.error.ImageException;

/** One question about an image. Pure and stateless; catches nothing, so that what could not be read never looks like a pass. */
public interface Check {
    CheckInfo info();

    /**
     * Answers the question.
     *
     * @throws ImageException if something that decides it could not be read; the runner makes that {@link Verdict.Undetermined}
     */
    Verdict evaluate(CheckContext context) throws ImageException;
}
