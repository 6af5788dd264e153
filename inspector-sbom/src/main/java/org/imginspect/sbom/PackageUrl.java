package org.imginspect.sbom;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.packages.Packages.Entry;
import org.imginspect.facts.packages.Packages.Manager;

/**
 * Package URLs (ECMA-427) of the types deb, rpm, apk and alpm. Where the epoch goes is the type's matter: rpm has a qualifier for it, with the others it is
 * part of the version. The qualifier {@code upstream} names the source package, as other tools that read package databases have it.
 */
final class PackageUrl {
    private PackageUrl() {}

    /**
     * The canonical URL of a package.
     *
     * @param vendor {@code ID} of os-release: {@code debian}; empty text if there is none, or none that {@link #isVendor}
     * @param distro {@code debian-12}; empty text if the guest does not say what it is
     */
    static String of(Manager manager, Entry entry, String vendor, String distro) {
        boolean rpm = manager == Manager.RPM;
        String version = rpm ? withoutEpoch(entry) : entry.version().text();
        Map<String, String> qualifiers = new TreeMap<>();
        qualifiers.put("arch", entry.architecture());
        qualifiers.put("distro", distro);
        qualifiers.put("upstream", upstream(manager, entry));
        if (rpm && entry.version().epoch() > 0) {
            qualifiers.put("epoch", Long.toString(entry.version().epoch()));
        }
        StringBuilder url = new StringBuilder("pkg:").append(type(manager)).append('/');
        if (!vendor.isEmpty()) {
            encode(vendor.toLowerCase(Locale.ROOT), url);
            url.append('/');
        }
        encode(rpm ? entry.name() : entry.name().toLowerCase(Locale.ROOT), url);
        if (!version.isEmpty()) {
            url.append('@');
            encode(version, url);
        }
        char separator = '?';
        for (Map.Entry<String, String> qualifier : qualifiers.entrySet()) {
            if (!qualifier.getValue().isEmpty()) {
                url.append(separator).append(qualifier.getKey()).append('=');
                encode(qualifier.getValue(), url);
                separator = '&';
            }
        }
        return url.toString();
    }

    /** Whether it is what os-release(5) allows for {@code ID}; anything else is no namespace. */
    static boolean isVendor(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && "._-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String type(Manager manager) {
        return switch (manager) {
            case DPKG -> "deb";
            case RPM -> "rpm";
            case APK -> "apk";
            case PACMAN -> "alpm";
        };
    }

    private static String withoutEpoch(Entry entry) {
        String release = entry.version().release();
        return release.isEmpty() ? entry.version().version() : entry.version().version() + "-" + release;
    }

    /** The source where it is not called as the package: {@code glibc}, {@code gcc-defaults@1.203} where its version differs, too. */
    private static String upstream(Manager manager, Entry entry) {
        Packages.Source source = entry.source();
        String own =
                manager == Manager.RPM ? withoutEpoch(entry) : entry.version().text();
        boolean sameVersion = source.version().isEmpty() || source.version().equals(own);
        if (source.name().equals(entry.name()) && sameVersion) {
            return "";
        }
        return sameVersion ? source.name() : source.name() + "@" + source.version();
    }

    /** All but letters, digits, {@code . - _ ~} and the colon become {@code %XX} for each byte of their UTF-8. */
    private static void encode(String text, StringBuilder out) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || ".-_~:".indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
    }
}
