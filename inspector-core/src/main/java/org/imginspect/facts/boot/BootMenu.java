package org.imginspect.facts.boot;

import java.util.List;
import java.util.Optional;
import org.imginspect.guest.GuestPath;

/**
 * One boot loader's menu, as it would be shown at the next start.
 *
 * @param file the configuration the loader begins with
 * @param entries all of them, those of submenus where the submenu stands
 * @param defaultEntry what starts when nobody touches a key; empty only if there are no entries
 * @param choice what the configuration says about the default (GRUB: the variable {@code default}); empty if it says nothing
 * @param timeoutSeconds how long it waits, as written; empty if it is not said
 */
public record BootMenu(
        Loader loader,
        GuestPath file,
        List<BootEntry> entries,
        Optional<BootEntry> defaultEntry,
        Optional<String> choice,
        Optional<String> timeoutSeconds) {
    /** The boot loaders whose configuration is understood. */
    public enum Loader {
        /** GRUB 2, its script with or without Boot Loader Specification entries. */
        GRUB2,
        /** GRUB 0.97. */
        GRUB_LEGACY
    }

    public BootMenu {
        entries = List.copyOf(entries);
    }
}
