package org.imginspect.checks.boot;

import java.util.Optional;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootMenu;
import org.imginspect.facts.boot.BootMenu.Loader;
import org.imginspect.facts.boot.GrubDefaults;
import org.imginspect.facts.boot.GrubDefaults.Setting;
import org.imginspect.guest.GuestPath;

/**
 * How long a menu shall wait, as the settings say from which it is made.
 *
 * @param name the variable
 * @param setting its value
 * @param value its value, if it is known
 * @param otherwise what the menu may say instead, because the last start failed
 */
record PlannedTimeout(String name, Setting setting, String value, Optional<String> otherwise) {
    private static final GuestPath UPDATE_EXTLINUX = GuestPath.of("/etc/update-extlinux.conf");

    /** Empty if nothing says it. */
    static Optional<PlannedTimeout> of(CheckContext context, BootMenu menu) throws ImageException {
        if (menu.loader() == Loader.EXTLINUX) {
            Optional<GrubDefaults> settings = GrubDefaults.read(context.tree(), UPDATE_EXTLINUX);
            return settings.isPresent() ? named(settings.get(), "timeout", Optional.empty()) : Optional.empty();
        }
        Optional<GrubDefaults> defaults = context.facts().find(GrubDefaults.class);
        if (menu.loader() != Loader.GRUB2 || defaults.isEmpty()) {
            return Optional.empty();
        }
        boolean styled = isSet(defaults.get(), "GRUB_TIMEOUT_STYLE");
        // menu_auto_hide of Red Hat's hides the menu after a start that went well.
        if (!styled
                && menu.timeout().style().equals("hidden")
                && menu.timeout().written().equals("1")) {
            return Optional.empty();
        }
        Optional<String> afterFailure = Optional.empty();
        GuestPath environment = menu.file().parent().orElse(GuestPath.ROOT).resolve("grubenv");
        if (context.tree().text(environment).orElse("").contains("\nrecordfail=1\n")) {
            Optional<Setting> longer = defaults.get().get("GRUB_RECORDFAIL_TIMEOUT");
            afterFailure = Optional.of(longer.isPresent() ? longer.get().value() : "30");
        }
        // The older way to hide a menu; grub-mkconfig still follows it where no style is set.
        String name = !styled && isSet(defaults.get(), "GRUB_HIDDEN_TIMEOUT") ? "GRUB_HIDDEN_TIMEOUT" : "GRUB_TIMEOUT";
        return named(defaults.get(), name, afterFailure);
    }

    private static boolean isSet(GrubDefaults defaults, String name) throws ImageException {
        Optional<Setting> setting = defaults.get(name);
        return setting.isPresent() && !setting.get().value().isEmpty();
    }

    private static Optional<PlannedTimeout> named(GrubDefaults defaults, String name, Optional<String> otherwise)
            throws ImageException {
        Optional<Setting> setting = defaults.get(name);
        return setting.isPresent()
                ? Optional.of(new PlannedTimeout(
                        name, setting.get(), setting.get().value().strip(), otherwise))
                : Optional.empty();
    }

    /** A finding if the menu waits for another time. */
    Optional<Finding> compare(BootMenu menu, String where) {
        String waits = menu.loader() == Loader.EXTLINUX
                ? Long.toString(menu.timeout().milliseconds().orElse(-1000) / 1000)
                : menu.timeout().written();
        if (value.isEmpty() || waits.isEmpty() || value.equals(waits) || otherwise.equals(Optional.of(waits))) {
            return Optional.empty();
        }
        return Optional.of(Finding.of(
                Level.WARNING,
                name + " is " + value + ", but the menu" + where + " waits " + waits + " seconds",
                setting.file(),
                setting.line()));
    }
}
