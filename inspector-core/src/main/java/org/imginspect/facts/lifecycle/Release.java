package org.imginspect.facts.lifecycle;

import java.util.Locale;
import java.util.Optional;
import org.imginspect.facts.os.OperatingSystem;

/**
 * A release of a distribution by the name that lists of releases know it by.
 *
 * @param id as {@code ID} of os-release(5), but {@code centos-stream} for CentOS Stream, which calls itself centos, and {@code sles} for
 *     SLES with its extension for SAP
 * @param version {@code VERSION_ID}; empty text if it has none
 */
public record Release(String id, String version) {
    /** Of a guest. */
    public static Release of(OperatingSystem system) {
        String id = switch (system.id()) {
            case "centos" -> system.name().toLowerCase(Locale.ROOT).contains("stream") ? "centos-stream" : "centos";
            case "sles_sap" -> "sles";
            case "oracle" -> "ol"; // By its redhat-release: release 6 has no os-release.
            default -> system.id();
        };
        return new Release(id, system.version().orElse(""));
    }

    /** Whether the version is one that a list gives as {@code 12}, {@code 9.*} (9 and all its minor releases) or {@code *} (any). */
    public boolean hasVersion(String pattern) {
        if (pattern.equals("*")) {
            return true;
        }
        if (!pattern.endsWith(".*")) {
            return version.equals(pattern);
        }
        String major = pattern.substring(0, pattern.length() - 2);
        return version.equals(major) || version.startsWith(major + ".");
    }

    /** {@code debian 12}. */
    @Override
    public String toString() {
        return version.isEmpty() ? id : id + " " + version;
    }

    /** The version; empty if it has none. */
    public Optional<String> versionIfAny() {
        return version.isEmpty() ? Optional.empty() : Optional.of(version);
    }
}
