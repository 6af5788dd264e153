package org.imginspect.sbom;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.os.CpeName;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestTree;

/** What vulnerability databases call a distribution: its own word, or for those that have none the name in NVD's dictionary. */
final class PlatformName {
    private static final String REST = ":*:*:*:*:*:*:*";

    private PlatformName() {}

    /** A CPE name in either binding; empty if none is known. */
    static Optional<String> of(GuestTree tree, OperatingSystem os) throws ImageException {
        Optional<String> own = CpeName.of(tree);
        if (own.isPresent()) {
            return own.filter(PlatformName::isCpe);
        }
        Optional<String> version = os.version().filter(PlatformName::isVersion);
        return switch (os.id()) {
            case "debian" -> version.map(number -> "cpe:2.3:o:debian:debian_linux:" + number + REST);
            case "ubuntu" -> version.map(number -> "cpe:2.3:o:canonical:ubuntu_linux:" + number + REST);
            case "alpine" -> version.map(number -> "cpe:2.3:o:alpinelinux:alpine_linux:" + number + REST);
            default -> Optional.empty();
        };
    }

    private static boolean isVersion(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9') && c != '.') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether it has the form of either binding; the guest may have written anything there. */
    private static boolean isCpe(String text) {
        if (!text.startsWith("cpe:/o:") && !text.startsWith("cpe:2.3:o:")) {
            return false;
        }
        int colons = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            colons += c == ':' ? 1 : 0;
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && ":/._*-~".indexOf(c) < 0) {
                return false;
            }
        }
        return text.startsWith("cpe:/") ? colons >= 3 && colons <= 7 : colons == 12;
    }
}
