package org.imginspect.facts.yara;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * What the rules of {@link org.imginspect.facts.Inputs#yara} say about all {@link org.imginspect.facts.files.UnownedFiles}. There is no
 * such fact if no rules were given.
 *
 * @param hits in the order of the walk
 * @param rules how many files of rules there are
 * @param incomplete why some file was not looked at whole, the first of them; empty if all were
 */
public record YaraMatches(List<Hit> hits, int rules, Optional<ImageException> incomplete) implements Fact {
    public YaraMatches {
        hits = List.copyOf(hits);
    }

    /**
     * One rule that matches one file.
     *
     * @param rule its identifier
     * @param origin the file of rules, relative to the directory that was given
     */
    public record Hit(String rule, String origin, GuestPath file) {}
}
