package org.imginspect.facts.boot;

import java.util.List;
import org.imginspect.facts.Fact;

/**
 * The menus of the guest's boot loaders: of all whose configuration is there, since the firmware decides which of them runs. The fact is absent if it is proved that no boot loader's configuration exists.
 *
 * @param menus at least one; the first is GRUB's, whose configuration lies in {@code /boot}, if there is one; others are configurations
 *     on the EFI system partition that do not just lead to it, and those of other loaders
 */
public record BootConfig(List<BootMenu> menus) implements Fact {
    public BootConfig {
        menus = List.copyOf(menus);
        if (menus.isEmpty()) {
            throw new IllegalArgumentException("no menus is no boot configuration");
        }
    }

    /** The first menu. */
    public BootMenu main() {
        return menus.get(0);
    }

    /** The entries that start when nobody touches a key, one a menu; none if every menu is empty. */
    public List<BootEntry> defaultEntries() {
        return menus.stream()
                .flatMap(menu -> menu.defaultEntry().stream())
                .distinct()
                .toList();
    }
}
