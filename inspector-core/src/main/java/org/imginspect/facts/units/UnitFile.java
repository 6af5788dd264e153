package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * A file in the syntax that systemd uses for units, networks, links and its own settings: systemd.syntax(7), as systemd's
 * {@code config_parse()} reads it. Keys outside of a section and lines without an equals sign are passed over, as systemd does.
 *
 * @param file where it lies
 * @param sections in the order of the file; one that is opened twice stands here twice, which matters for networks
 * @param refusedAt the line at which systemd gives the file up (a section's head that is not closed), from 1; empty if it takes all of it
 */
public record UnitFile(GuestPath file, List<Section> sections, OptionalInt refusedAt) {
    /**
     * What stands below one head.
     *
     * @param name without brackets
     * @param line of the head, from 1
     * @param settings in order
     */
    public record Section(String name, int line, List<Setting> settings) {
        public Section {
            settings = List.copyOf(settings);
        }

        /** The assignments to a key, in order, resets among them. */
        public List<Setting> all(String key) {
            List<Setting> found = new ArrayList<>();
            for (Setting setting : settings) {
                if (setting.key().equals(key)) {
                    found.add(setting);
                }
            }
            return found;
        }

        /** The last assignment to a key, which counts where a key takes one value; empty if there is none. */
        public Optional<Setting> last(String key) {
            for (int i = settings.size() - 1; i >= 0; i--) {
                if (settings.get(i).key().equals(key)) {
                    return Optional.of(settings.get(i));
                }
            }
            return Optional.empty();
        }
    }

    public UnitFile {
        sections = List.copyOf(sections);
    }

    /** The file at {@code path}, links followed; empty if no regular file is there. */
    public static Optional<UnitFile> read(GuestTree tree, GuestPath path) throws ImageException {
        Optional<List<String>> lines = tree.lines(path);
        return lines.map(found -> parse(path, found));
    }

    /** Parses the lines of a file. Never fails: see {@link #refusedAt}. */
    public static UnitFile parse(GuestPath file, List<String> lines) {
        return new UnitFileParser(file).parse(lines);
    }

    /** The sections of this name, in order. */
    public List<Section> sections(String name) {
        List<Section> found = new ArrayList<>();
        for (Section section : sections) {
            if (section.name().equals(name)) {
                found.add(section);
            }
        }
        return found;
    }

    /** The assignments to a key in all sections of this name, in order, resets among them. */
    public List<Setting> all(String section, String key) {
        List<Setting> found = new ArrayList<>();
        for (Section each : sections) {
            if (each.name().equals(section)) {
                found.addAll(each.all(key));
            }
        }
        return found;
    }

    /** The last assignment to a key in all sections of this name; empty if there is none. */
    public Optional<Setting> last(String section, String key) {
        List<Setting> found = all(section, key);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }
}
