package org.imginspect.facts.advisories;

import java.util.Optional;
import org.imginspect.facts.os.OperatingSystem;

/**
 * The ecosystem of OSV that a distribution's packages belong to.
 *
 * @param name as messages print it: {@code Debian:12}
 * @param start what an ecosystem's name begins with
 * @param end what follows its begin, after anything else
 * @param bySource whether its packages are sources
 */
record OsvEcosystem(String name, String start, String end, boolean bySource) {
    private static final String PRO = "Ubuntu:Pro:";

    /** Empty if OSV has none for it. */
    static Optional<OsvEcosystem> of(OperatingSystem os) {
        String version = os.version().orElse("");
        int dot = version.indexOf('.');
        String major = dot < 0 ? version : version.substring(0, dot);
        int second = dot < 0 ? -1 : version.indexOf('.', dot + 1);
        String minor = second < 0 ? version : version.substring(0, second);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        return switch (os.id()) {
            case "debian" -> exact("Debian:" + major, true);
            case "ubuntu" -> Optional.of(new OsvEcosystem("Ubuntu:" + version, "Ubuntu:", version, true));
            case "alpine" -> exact("Alpine:v" + minor, true);
            case "rocky" -> exact("Rocky Linux:" + major, false);
            case "almalinux" -> exact("AlmaLinux:" + major, false);
            case "rhel" ->
                Optional.of(new OsvEcosystem(
                        "Red Hat:enterprise_linux:" + major, "Red Hat:enterprise_linux:" + major, "", false));
            case "opensuse-leap" -> exact("openSUSE:Leap " + version, false);
            case "sles" ->
                Optional.of(new OsvEcosystem("SUSE:" + suse(version), "SUSE:Linux Enterprise ", suse(version), false));
            case "openeuler" -> exact("openEuler:" + version, false);
            default -> Optional.empty();
        };
    }

    private static Optional<OsvEcosystem> exact(String name, boolean bySource) {
        return Optional.of(new OsvEcosystem(name, name, "", bySource));
    }

    /** {@code 15 SP6} of {@code 15.6}. */
    private static String suse(String version) {
        int dot = version.indexOf('.');
        return dot < 0 ? " " + version : " " + version.substring(0, dot) + " SP" + version.substring(dot + 1);
    }

    boolean holds(String ecosystem) {
        if (start.equals("Ubuntu:")) {
            // Ubuntu:22.04:LTS, Ubuntu:24.10, Ubuntu:Pro:22.04:LTS, Ubuntu:Pro:FIPS:22.04:LTS
            return ecosystem.startsWith("Ubuntu:" + end + ":")
                    || ecosystem.equals("Ubuntu:" + end)
                    || ecosystem.startsWith(PRO + end);
        }
        if (!ecosystem.startsWith(start) || !ecosystem.endsWith(end)) {
            return false;
        }
        // Red Hat:enterprise_linux:9::baseos, but not enterprise_linux:90.
        return ecosystem.length() == start.length() || !end.isEmpty() || ecosystem.charAt(start.length()) == ':';
    }

    /** Whether only subscribers get its fixes. */
    static boolean isForSubscribers(String ecosystem) {
        return ecosystem.startsWith(PRO);
    }
}
