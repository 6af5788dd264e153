package org.imginspect.facts.answers;

import java.util.List;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * What is left of the user data of the machine that the image was made on, or of a seed.
 *
 * @param files that hold it, in the order of the walk
 * @param answers the passwords in them
 */
public record UserData(List<GuestPath> files, List<Answer> answers) implements Fact {
    public UserData {
        files = List.copyOf(files);
        answers = List.copyOf(answers);
    }
}
