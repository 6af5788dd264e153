package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.BootMenu.Loader;
import org.imginspect.facts.boot.BootMenu.Timeout;
import org.imginspect.facts.boot.LoaderText.Pair;
import org.imginspect.guest.GlobPattern;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * The menu of systemd-boot (systemd-boot(7), loader.conf(5)). Variables of the firmware, which could choose another entry, do not travel
 * with an image.
 */
final class SystemdBootMenu {
    private static final String CONFIGURATION = "loader/loader.conf";

    private final GuestTree tree;
    private final EfiPaths paths;

    SystemdBootMenu(GuestTree tree) {
        this.tree = tree;
        this.paths = new EfiPaths(tree);
    }

    /** Whether systemd-boot was installed there: its program, or its configuration. */
    boolean isInstalledIn(GuestPath root) throws ImageException {
        Optional<GuestPath> directory = paths.find(root, "EFI/systemd");
        if (directory.isPresent()) {
            for (GuestName name : tree.list(directory.get())) {
                if (EfiPaths.lower(name).startsWith("systemd-boot")
                        && EfiPaths.lower(name).endsWith(".efi")) {
                    return true;
                }
            }
        }
        return paths.find(root, CONFIGURATION).isPresent();
    }

    /** Whether there are entries for it. */
    boolean hasEntriesIn(GuestPath root) throws ImageException {
        return !paths.files(root, "loader/entries", ".conf").isEmpty() || hasImagesIn(root);
    }

    /** Whether there are unified kernel images for it. */
    boolean hasImagesIn(GuestPath root) throws ImageException {
        return !paths.files(root, "EFI/Linux", ".efi").isEmpty();
    }

    /**
     * Its menu.
     *
     * @param home the EFI system partition, which holds its configuration
     * @param roots all file systems whose entries it shows: the EFI system partition and the extended boot loader partition
     */
    BootMenu read(GuestPath home, List<GuestPath> roots, LoaderEntry.Architecture architecture) throws ImageException {
        List<LoaderEntry> found = new ArrayList<>();
        for (GuestPath root : roots) {
            for (GuestPath file : paths.files(root, "EFI/Linux", ".efi")) {
                LoaderEntry.image(tree, root, file).ifPresent(found::add);
            }
            for (GuestPath file : paths.files(root, "loader/entries", ".conf")) {
                LoaderEntry.read(tree, root, file, architecture).ifPresent(found::add);
            }
        }
        found.sort(LoaderEntry.ORDER);
        Optional<GuestPath> configuration = paths.find(home, CONFIGURATION);
        GuestPath file = configuration.orElse(home.resolve("loader"));
        Optional<String> choice = Optional.empty();
        Timeout timeout = Timeout.unsaid(OptionalLong.of(0), file);
        String text = configuration.isPresent() ? tree.text(configuration.get()).orElse("") : "";
        for (Pair pair : LoaderText.parse(text, " \t")) {
            if (pair.key().equals("default")
                    && (!pair.value().startsWith("@") || pair.value().equalsIgnoreCase("@saved"))) {
                choice = Optional.of(pair.value());
            } else if (pair.key().equals("timeout")) {
                Optional<OptionalLong> wait = timeout(pair.value());
                if (wait.isPresent()) {
                    timeout = new Timeout(wait.get(), pair.value(), file, pair.line());
                }
            }
        }
        return new BootMenu(
                Loader.SYSTEMD_BOOT,
                file,
                found.stream().map(LoaderEntry::entry).toList(),
                pick(found, choice, file),
                choice,
                timeout);
    }

    /** Empty if systemd-boot does not understand it and leaves it out. */
    private static Optional<OptionalLong> timeout(String value) {
        return switch (value) {
            case "menu-force" -> Optional.of(OptionalLong.empty());
            case "menu-hidden", "menu-disabled" -> Optional.of(OptionalLong.of(0));
            default ->
                value.isEmpty() || value.length() > 10 || !value.chars().allMatch(c -> c >= '0' && c <= '9')
                        ? Optional.empty()
                        : Optional.of(OptionalLong.of(1000 * Long.parseLong(value)));
        };
    }

    /** The first that matches; the first at all if none does. The entry started last is in a variable of the firmware. */
    private static Optional<BootEntry> pick(List<LoaderEntry> all, Optional<String> choice, GuestPath file)
            throws UnsupportedFeatureException {
        List<LoaderEntry> entries = all.stream().filter(LoaderEntry::starts).toList();
        Optional<LoaderEntry> first = entries.stream().findFirst();
        if (choice.isPresent() && choice.get().toLowerCase(Locale.ROOT).startsWith("auto-")) {
            throw new UnsupportedFeatureException(
                    "systemd-boot: 'default " + choice.get()
                            + "' is an entry that it finds for itself, which is not followed",
                    file.toString());
        }
        if (choice.isPresent() && !choice.get().startsWith("@")) {
            GlobPattern pattern = GlobPattern.compile(choice.get().toLowerCase(Locale.ROOT));
            Optional<LoaderEntry> otherwise = first;
            Optional<LoaderEntry> before = first(entries, entry -> pattern.matchesHidden(GuestName.of(entry.name())));
            Optional<LoaderEntry> since =
                    first(entries, entry -> pattern.matchesHidden(GuestName.of(entry.plainName())));
            if (!before.or(() -> otherwise).equals(since.or(() -> otherwise))) {
                throw new UnsupportedFeatureException(
                        "systemd-boot: what 'default " + choice.get()
                                + "' chooses depends on its version, since it matches a name with a boot counter",
                        file.toString());
            }
            first = since.or(() -> otherwise);
        }
        return first.map(LoaderEntry::entry);
    }

    private static Optional<LoaderEntry> first(List<LoaderEntry> entries, Predicate<LoaderEntry> matching) {
        return entries.stream().filter(matching).findFirst();
    }
}
