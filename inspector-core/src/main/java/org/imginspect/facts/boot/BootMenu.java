package org.imginspect.facts.boot;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.guest.GuestPath;

/**
 * One boot loader's menu, as it would be shown at the next start.
 *
 * @param file the configuration the loader begins with; the directory of the entries, or the unified kernel image, if it has none
 * @param entries all of them, those of submenus where the submenu stands
 * @param defaultEntry what starts when nobody touches a key; empty if there are no entries, or nothing starts by itself
 * @param choice what the configuration says about the default (GRUB: the variable {@code default}); empty if it says nothing
 * @param timeout how long it waits before that
 */
public record BootMenu(
        Loader loader,
        GuestPath file,
        List<BootEntry> entries,
        Optional<BootEntry> defaultEntry,
        Optional<String> choice,
        Timeout timeout) {
    /** The boot loaders whose configuration is understood. */
    public enum Loader {
        /** GRUB 2, its script with or without Boot Loader Specification entries. */
        GRUB2,
        /** GRUB 0.97. */
        GRUB_LEGACY,
        /** extlinux and syslinux, and U-Boot where it reads {@code extlinux.conf}. */
        EXTLINUX,
        /** systemd-boot: entries of the Boot Loader Specification, and unified kernel images. */
        SYSTEMD_BOOT,
        /** The firmware itself, which starts a unified kernel image. */
        FIRMWARE
    }

    public BootMenu {
        entries = List.copyOf(entries);
    }

    /**
     * How long a loader waits for a key.
     *
     * @param milliseconds empty if it waits for ever
     * @param written as the configuration has it; empty text if it does not say
     * @param style what GRUB's variable {@code timeout_style} says: {@code menu}, {@code hidden}, {@code countdown}; empty text if it is
     *     not set, and of other loaders
     * @param file the file that says it; the menu's if none does
     * @param line the line, from 1; 0 if the configuration does not say
     */
    public record Timeout(OptionalLong milliseconds, String written, String style, GuestPath file, int line) {
        /** Of a loader that has no styles. */
        public Timeout(OptionalLong milliseconds, String written, GuestPath file, int line) {
            this(milliseconds, written, "", file, line);
        }

        /** What a configuration leaves to the loader. */
        static Timeout unsaid(OptionalLong milliseconds, GuestPath file) {
            return new Timeout(milliseconds, "", file, 0);
        }
    }
}
