package org.imginspect.facts.cloudinit;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Fact;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;
import org.imginspect.guest.GuestPath;

/**
 * cloud-init's configuration as it is at a first boot before any data source is asked: the kernel's command line ({@code cc:}), then
 * {@code /etc/cloud/cloud.cfg.d/*.cfg} from the last to the first name, then {@code /etc/cloud/cloud.cfg}. What is built into
 * cloud-init stands behind all of them and is not in here, nor is what only a running machine has ({@code /run}, user data).
 */
public final class CloudConfig implements Fact {
    /** What a file is. */
    public enum State {
        /** A mapping: it counts. */
        READ,
        /** Nothing but blanks and comments. */
        EMPTY,
        /** No YAML, or no text: cloud-init logs a warning and goes on without it. */
        INVALID,
        /** YAML, but no mapping: the same. */
        NO_MAPPING,
        /** A Jinja template that is no YAML before it is rendered. */
        TEMPLATE
    }

    /**
     * One file.
     *
     * @param line where it is wrong, from 1; 0 if it is not
     * @param message what is wrong, without a full stop; empty text if nothing is
     * @param template the text of a Jinja template with something to render; empty of any other file
     */
    public record Source(GuestPath file, State state, int line, String message, Optional<String> template) {
        /** Whether cloud-init takes nothing from it though it should. */
        public boolean isLost() {
            return state == State.INVALID || state == State.NO_MAPPING;
        }
    }

    /**
     * One setting.
     *
     * @param file where it is written; of a setting of the command line the boot loader's file
     * @param line the line of its key there, from 1
     */
    public record Setting(YamlValue value, GuestPath file, int line) {
        /** Its text; empty if it is a list or a mapping. */
        public Optional<String> text() {
            return value instanceof YamlScalar scalar ? Optional.of(scalar.text()) : Optional.empty();
        }

        /** Whether cloud-init takes it for true: {@code true}, {@code yes}, {@code on} or {@code 1}, in quotes too. */
        public boolean isTrue() {
            return value instanceof YamlScalar scalar
                    && switch (scalar.text().strip().toLowerCase(Locale.ROOT)) {
                        case "true", "1", "on", "yes" -> true;
                        default -> false;
                    };
        }

        /** Whether it says so, and not only something that is not true. */
        public boolean isFalse() {
            return value instanceof YamlScalar scalar
                    && switch (scalar.text().strip().toLowerCase(Locale.ROOT)) {
                        case "off", "0", "no", "false" -> true;
                        default -> false;
                    };
        }
    }

    /** Where a value was written. */
    record Place(GuestPath file, int line) {}

    private final List<Source> sources;
    private final YamlMap merged;
    private final IdentityHashMap<YamlValue, Place> places;

    CloudConfig(List<Source> sources, YamlMap merged, IdentityHashMap<YamlValue, Place> places) {
        this.sources = List.copyOf(sources);
        this.merged = merged;
        this.places = places;
    }

    /** The files, the one that counts least first: in the order in which later ones override. */
    public List<Source> sources() {
        return sources;
    }

    /** All of them merged. */
    public YamlMap merged() {
        return merged;
    }

    /**
     * A setting below the keys, from the top level down.
     *
     * @return empty if it is set nowhere; then what is built into cloud-init counts
     * @throws UnsupportedFeatureException if a Jinja template may set it, whose result depends on the cloud
     */
    public Optional<Setting> find(String... keys) throws UnsupportedFeatureException {
        for (Source source : sources) {
            if (source.template().isPresent() && source.template().get().contains(keys[0])) {
                throw new UnsupportedFeatureException(
                        "cloud-init: '" + keys[0] + "' is set in a Jinja template",
                        source.file().toString());
            }
        }
        YamlValue at = merged;
        YamlMap.Entry entry = null;
        for (String key : keys) {
            entry = at instanceof YamlMap map ? map.entry(key).orElse(null) : null;
            if (entry == null) {
                return Optional.empty();
            }
            at = entry.value();
        }
        return entry == null ? Optional.empty() : Optional.of(setting(entry));
    }

    /**
     * Whether it lets cloud-init delete SSH host keys at a first boot and make new ones: the module {@code ssh} is among those that run and
     * {@code ssh_deletekeys}, on by itself, is not switched off.
     */
    public boolean replacesHostKeys() throws UnsupportedFeatureException {
        Optional<Setting> deletes = find("ssh_deletekeys");
        if (deletes.isPresent() && !deletes.get().isTrue()) {
            return false;
        }
        for (CloudModule module : CloudModule.all(this)) {
            if (module.name().equals("ssh")) {
                return true;
            }
        }
        return false;
    }

    private Setting setting(YamlMap.Entry entry) {
        Place place = place(entry.key());
        return new Setting(entry.value(), place.file(), place.line());
    }

    /** A value inside a setting's value, with its own place. */
    public Setting inside(YamlValue value) {
        Place place = place(value);
        return new Setting(value, place.file(), place.line());
    }

    private Place place(YamlValue value) {
        Place place = places.get(value);
        if (place == null) {
            throw new IllegalArgumentException("not a value of this configuration");
        }
        return place;
    }
}
