package org.imginspect.facts.advisories;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.packages.versions.VersionOrder;
import org.imginspect.facts.repositories.AptConfiguration;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Which version apt would install: pins, the preferred release, and what each source is worth (apt_preferences(5)). */
final class AptPolicy {
    private static final GuestPath PREFERENCES = GuestPath.of("/etc/apt/preferences");
    private static final GuestPath PREFERENCES_D = GuestPath.of("/etc/apt/preferences.d");
    /** What only dpkg knows. */
    private static final int INSTALLED = 100;

    private static final int PREFERRED = 990;
    /** From here on apt goes back to an older version too. */
    private static final int DOWNGRADE = 1000;

    /** A version that an index offers. */
    record Offer(String version, AptIndex index) {}

    private final List<AptPin> pins;
    private final Optional<AptPin> preferred;

    private AptPolicy(List<AptPin> pins, Optional<AptPin> preferred) {
        this.pins = pins;
        this.preferred = preferred;
    }

    static AptPolicy read(GuestTree tree) throws ImageException {
        // The order of apt: the file, then the parts. The first that fits wins.
        List<AptPin> pins = new ArrayList<>(AptPin.parse(tree.lines(PREFERENCES).orElse(List.of()), PREFERENCES));
        for (GuestName name : tree.list(PREFERENCES_D)) {
            String text = name.text();
            if ((text.endsWith(".pref") || text.indexOf('.') < 0) && isPartName(text)) {
                GuestPath file = PREFERENCES_D.resolve(name);
                pins.addAll(AptPin.parse(tree.lines(file).orElse(List.of()), file));
            }
        }
        Optional<AptPin> preferred = AptConfiguration.read(tree)
                .find("apt::default-release")
                .filter(setting -> !setting.value().isEmpty())
                .map(setting -> new AptPin(
                        List.of("*"), "release", setting.value(), PREFERRED, setting.file(), setting.line()));
        return new AptPolicy(pins, preferred);
    }

    private static boolean isPartName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && c != '_' && c != '-' && c != '.' && c != ':') {
                return false;
            }
        }
        return true;
    }

    /** The version that apt would have installed, the one that is there if it would leave it. */
    String candidate(Packages.Entry entry, List<Offer> offers) {
        String installed = entry.version().text();
        List<String> versions = new ArrayList<>(List.of(installed));
        for (Offer offer : offers) {
            if (!versions.contains(offer.version())) {
                versions.add(offer.version());
            }
        }
        versions.sort(VersionOrder.DPKG.reversed());
        String candidate = installed;
        int most = -1;
        for (String version : versions) {
            int priority = priority(entry, version, offers);
            boolean older = VersionOrder.DPKG.compare(version, installed) < 0;
            if (priority != 0 && priority > most && (priority >= DOWNGRADE || !older)) {
                most = priority;
                candidate = version;
            }
        }
        return candidate;
    }

    /** The pin that decides about a version, if one does. */
    Optional<AptPin> pin(Packages.Entry entry, String version, List<Offer> offers) {
        for (AptPin pin : pins) {
            if (!pin.isGeneral()
                    && pin.isFor(
                            entry.name(), entry.architecture(), entry.source().name())
                    && takes(pin, version, offers)) {
                return Optional.of(pin);
            }
        }
        for (Offer offer : offers) {
            if (offer.version().equals(version)) {
                for (AptPin pin : pins) {
                    if (pin.isGeneral() && pin.takes(version, offer.index())) {
                        return Optional.of(pin);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean takes(AptPin pin, String version, List<Offer> offers) {
        if (pin.type().equals("version")) {
            return AptPin.isVersion(pin.data(), version);
        }
        for (Offer offer : offers) {
            if (offer.version().equals(version) && pin.takes(version, offer.index())) {
                return true;
            }
        }
        return false;
    }

    private int priority(Packages.Entry entry, String version, List<Offer> offers) {
        for (AptPin pin : pins) {
            if (!pin.isGeneral()
                    && pin.isFor(
                            entry.name(), entry.architecture(), entry.source().name())
                    && takes(pin, version, offers)) {
                return pin.priority();
            }
        }
        int most = version.equals(entry.version().text()) ? INSTALLED : Integer.MIN_VALUE;
        for (Offer offer : offers) {
            if (offer.version().equals(version)) {
                most = Math.max(most, priority(offer));
            }
        }
        return most;
    }

    private int priority(Offer offer) {
        // apt enters it before the pins, and the first that fits wins.
        if (preferred.isPresent() && preferred.get().takes(offer.version(), offer.index())) {
            return PREFERRED;
        }
        for (AptPin pin : pins) {
            if (pin.isGeneral() && pin.takes(offer.version(), offer.index())) {
                return pin.priority();
            }
        }
        return offer.index().priority();
    }
}
