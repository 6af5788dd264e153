package org.imginspect.facts.cloudinit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;

/**
 * A module that a stage of cloud-init runs.
 *
 * @param name as its file is called, without {@code cc_} and {@code .py}: {@code users_groups}
 * @param stage the list that names it
 * @param frequency {@code always}, {@code once} or {@code once-per-instance}; empty if it is the module's own
 * @param setting where it is listed
 */
public record CloudModule(String name, Stage stage, Optional<String> frequency, CloudConfig.Setting setting) {
    /** The lists of modules, in the order in which they run. */
    public enum Stage {
        INIT("cloud_init_modules"),
        CONFIG("cloud_config_modules"),
        FINAL("cloud_final_modules");

        private final String key;

        Stage(String key) {
            this.key = key;
        }

        /** The key of the list. */
        public String key() {
            return key;
        }
    }

    /** All modules of all stages, as {@code config/modules.py} reads the lists. */
    public static List<CloudModule> all(CloudConfig config) throws UnsupportedFeatureException {
        List<CloudModule> modules = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            Optional<CloudConfig.Setting> setting = config.find(stage.key());
            if (setting.isPresent() && setting.get().value() instanceof YamlList list) {
                for (YamlValue item : list.items()) {
                    add(item, stage, config, modules);
                }
            }
        }
        return modules;
    }

    private static void add(YamlValue item, Stage stage, CloudConfig config, List<CloudModule> into) {
        Optional<YamlValue> name = Optional.empty();
        Optional<YamlValue> frequency = Optional.empty();
        if (item instanceof YamlScalar) {
            name = Optional.of(item);
        } else if (item instanceof YamlList parts) {
            name = parts.items().stream().findFirst();
            frequency = parts.items().stream().skip(1).findFirst();
        } else if (item instanceof YamlMap map) {
            name = map.get("name");
            frequency = map.get("frequency");
        }
        if (name.orElse(null) instanceof YamlScalar text && !text.isNull()) {
            into.add(new CloudModule(
                    canonical(text.text()),
                    stage,
                    frequency.map(value ->
                            value instanceof YamlScalar word ? word.text().strip() : ""),
                    config.inside(text)));
        }
    }

    /** {@code users-groups}, {@code cc_users_groups} and {@code users_groups.py} are one. */
    private static String canonical(String written) {
        String name = written.strip().replace('-', '_');
        if (name.toLowerCase(Locale.ROOT).endsWith(".py")) {
            name = name.substring(0, name.length() - 3);
        }
        name = name.strip();
        return name.startsWith("cc_") ? name.substring(3) : name;
    }
}
