package org.imginspect.facts.boot;

import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * What {@code /etc/default/grub} and {@code /etc/default/grub.d/*.cfg} set, the files {@code grub-mkconfig} makes {@code grub.cfg} from.
 * The fact is absent if there is no {@code /etc/default/grub}.
 *
 * @param settings the last assignment of each variable
 */
public record GrubDefaults(Map<String, Setting> settings) implements Fact {
    public GrubDefaults {
        settings = Map.copyOf(settings);
    }

    /**
     * An assignment.
     *
     * @param text the value; empty if a command would have to be run for it
     * @param file the file
     * @param line the line, from 1
     */
    public record Setting(Optional<String> text, GuestPath file, int line) {
        /**
         * The value.
         *
         * @throws UnsupportedFeatureException if a command would have to be run for it
         */
        public String value() throws ImageException {
            if (text.isEmpty()) {
                throw new UnsupportedFeatureException(
                        "grub defaults, line " + line + ": the value comes from a command, which is not run",
                        file.toString());
            }
            return text.get();
        }
    }

    /**
     * The same of another file that is written like them, such as Alpine's {@code /etc/update-extlinux.conf}.
     *
     * @return empty if there is no such file
     * @throws UnsupportedFeatureException if it holds more than assignments
     */
    public static Optional<GrubDefaults> read(GuestTree tree, GuestPath file) throws ImageException {
        Optional<String> text = tree.text(file);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        ShellAssignments assignments = new ShellAssignments();
        assignments.read(text.get(), file);
        return Optional.of(new GrubDefaults(assignments.settings()));
    }

    /** The last assignment of a variable; empty if there is none. */
    public Optional<Setting> get(String name) {
        return Optional.ofNullable(settings.get(name));
    }
}
