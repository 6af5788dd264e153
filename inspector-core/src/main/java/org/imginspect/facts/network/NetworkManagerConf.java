package org.imginspect.facts.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * NetworkManager.conf(5), its drop-ins merged in. Absent if it is proved that NetworkManager is not installed.
 *
 * @param program the daemon
 * @param files what is read, in order; a file of the same name in a later directory masks an earlier one
 * @param defects lines that make a file no key file; NetworkManager does not start with one. What its file holds is left out of the settings
 * @param settings by group and key, what is in force at last
 */
public record NetworkManagerConf(
        GuestPath program, List<GuestPath> files, List<Setting> defects, Map<String, Map<String, Setting>> settings)
        implements Fact {
    public NetworkManagerConf {
        files = List.copyOf(files);
        defects = List.copyOf(defects);
        settings = Map.copyOf(settings);
    }

    /** A setting of the group {@code [main]}; empty if nothing sets it. */
    public Optional<Setting> main(String key) {
        return get("main", key);
    }

    /** A setting; empty if nothing sets it. */
    public Optional<Setting> get(String group, String key) {
        Map<String, Setting> keys = settings.get(group);
        return keys == null ? Optional.empty() : Optional.ofNullable(keys.get(key));
    }

    /** Whether a list of cards takes in all of them: a {@code *} is in it, and no {@code except:} takes one out again. */
    public static boolean isEveryCard(String value) {
        List<String> items = items(value);
        return items.contains("*") && items.stream().noneMatch(item -> item.startsWith("except:"));
    }

    /** The items of a list setting. */
    static List<String> items(String value) {
        return Words.split(value, ",; \t");
    }
}
