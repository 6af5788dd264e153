package org.imginspect.facts.cloudinit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;

/**
 * Where cloud-init will look for its data.
 *
 * @param setting {@code datasource_list} of the merged configuration; empty if it is set nowhere, and the list built into cloud-init
 *     counts, which has held NoCloud, ConfigDrive, OpenStack, Ec2 and None in every version since 0.7.5
 * @param identify what runs before it and cuts the list down; empty if this cloud-init has no ds-identify
 */
public record DataSources(Optional<CloudConfig.Setting> setting, Optional<DsIdentify> identify) implements Fact {
    /** The names that the configuration lists, in their order; none if it lists none, or is no list. */
    public List<String> configured() {
        List<String> names = new ArrayList<>();
        if (setting.isPresent() && setting.get().value() instanceof YamlList list) {
            for (YamlValue item : list.items()) {
                // YAML has no word None: it is a text. null would be no name.
                names.add(item instanceof YamlScalar scalar && !scalar.isNull() ? scalar.text() : "");
            }
        }
        return names;
    }

    /** Whether the setting is there and no list: cloud-init then finds no data source at all. */
    public boolean isNoList() {
        return setting.isPresent()
                && !(setting.get().value() instanceof YamlList)
                && !(setting.get().value() instanceof YamlScalar scalar && scalar.isNull());
    }

    /** Whether nothing is chosen: the built-in list counts. */
    public boolean isDefault() {
        return setting.isEmpty() || (setting.get().value() instanceof YamlScalar scalar && scalar.isNull());
    }
}
