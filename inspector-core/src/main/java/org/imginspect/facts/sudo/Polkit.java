package org.imginspect.facts.sudo;

import java.util.List;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * What the image's own rules of polkit(8) allow without a password, beyond those that packages brought. Rules are programs; what is told here is what
 * their text says, not what they would answer.
 *
 * @param grants in the order of the files
 */
public record Polkit(List<Grant> grants) implements Fact {
    public Polkit {
        grants = List.copyOf(grants);
    }

    /**
     * A place that answers yes.
     *
     * @param toWhom the identities or the condition as the file has it; empty text if there is none, which is everybody
     * @param everything whether all actions are meant
     */
    public record Grant(String toWhom, boolean everything, GuestPath file, int line) {}
}
