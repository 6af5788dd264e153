package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.guest.GuestPath;

/**
 * One unit as systemd would load it: its file and its drop-ins put together. Of other init systems a job, script or service, which has a name
 * and a file and no settings.
 *
 * @param name its own name: an alias leads to the name of the file, {@code ssh.service} for {@code sshd.service}
 * @param load what systemd's {@code LoadState=} would be
 * @param file where its file lies: the mask of a masked one, the template of an instance
 * @param defect why systemd refuses it, one clause; empty unless it is {@link Load#BROKEN}
 * @param settings of the file and then of the drop-ins in their order, resets among them; none of a masked one
 */
public record Unit(String name, Load load, GuestPath file, Optional<String> defect, List<Setting> settings) {
    /** systemd's {@code LoadState=}. */
    public enum Load {
        LOADED,
        /** A link to {@code /dev/null} or an empty file. */
        MASKED,
        /** systemd refuses the file: a section's head is not closed, or nothing is there to be started. */
        BROKEN
    }

    public Unit {
        settings = List.copyOf(settings);
    }

    /**
     * The assignments to a key that count where the key takes a list which an empty assignment resets, as {@code ExecStart=} and
     * {@code ConditionPathExists=} do; not for dependencies, which cannot be reset.
     */
    public List<Setting> list(String section, String key) {
        List<Setting> found = new ArrayList<>();
        for (Setting setting : settings) {
            if (setting.key().equals(key) && setting.section().equals(section)) {
                if (setting.value().isEmpty()) {
                    found.clear();
                } else {
                    found.add(setting);
                }
            }
        }
        return found;
    }

    /** The assignments to a key, in order, empty ones among them. */
    public List<Setting> all(String section, String key) {
        List<Setting> found = new ArrayList<>();
        for (Setting setting : settings) {
            if (setting.key().equals(key) && setting.section().equals(section)) {
                found.add(setting);
            }
        }
        return found;
    }

    /** The assignment that counts where the key takes one value: the last; empty if there is none, or if the last one is empty. */
    public Optional<Setting> setting(String section, String key) {
        List<Setting> found = list(section, key);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }
}
