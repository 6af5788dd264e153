package org.imginspect.checks.packages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.facts.lifecycle.Release;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestPath;

/**
 * A name that the distribution's programs call a Python by.
 *
 * @param packages that bring it, the first that is installed does
 * @param version the release's, {@code 3.9}; empty text if it is not in the list
 * @param isOptional whether the distribution's own programs do without, and users may choose what it leads to
 */
record SystemPython(GuestPath link, List<String> packages, String version, boolean isOptional) {
    private static final GuestPath PYTHON3 = GuestPath.of("/usr/bin/python3");
    private static final GuestPath PYTHON = GuestPath.of("/usr/bin/python");
    private static final GuestPath PLATFORM = GuestPath.of("/usr/libexec/platform-python");

    /** Releases, the version of python3, and that of python where it is another. */
    private static final String[][] VERSIONS = {
        {"debian", "9", "3.5", "2.7"},
        {"debian", "10", "3.7", "2.7"},
        {"debian", "11", "3.9", ""},
        {"debian", "12", "3.11", ""},
        {"debian", "13", "3.13", ""},
        {"ubuntu", "14.04", "3.4", "2.7"},
        {"ubuntu", "16.04", "3.5", "2.7"},
        {"ubuntu", "18.04", "3.6", "2.7"},
        {"ubuntu", "20.04", "3.8", ""},
        {"ubuntu", "22.04", "3.10", ""},
        {"ubuntu", "24.04", "3.12", ""},
        {"EL", "6.*", "", "2.6"},
        {"EL", "7.*", "3.6", "2.7"},
        {"EL", "8.*", "3.6", ""},
        {"EL", "9.*", "3.9", ""},
        {"EL", "10.*", "3.12", ""},
        {"fedora", "40", "3.12", ""},
        {"fedora", "41", "3.13", ""},
        {"fedora", "42", "3.13", ""},
        {"fedora", "43", "3.14", ""},
        {"amzn", "2", "3.7", "2.7"},
        {"amzn", "2023", "3.9", ""},
        {"opensuse-leap", "15.*", "3.6", ""},
        {"sles", "15.*", "3.6", ""},
        {"alpine", "3.19.*", "3.11", ""},
        {"alpine", "3.20.*", "3.12", ""},
        {"alpine", "3.21.*", "3.12", ""},
        {"alpine", "3.22.*", "3.12", ""}
    };

    private static final List<String> EL =
            List.of("rhel", "centos", "centos-stream", "rocky", "almalinux", "ol", "cloudlinux", "scientific");

    /** The names that count on a release. */
    static List<SystemPython> of(Release release) {
        String three = "";
        String two = "";
        boolean el = EL.contains(release.id());
        for (String[] row : VERSIONS) {
            if ((row[0].equals(release.id()) || (el && row[0].equals("EL"))) && release.hasVersion(row[1])) {
                three = row[2];
                two = row[3];
            }
        }
        List<SystemPython> all = new ArrayList<>();
        boolean el8 = el && release.hasVersion("8.*");
        if (el8) {
            all.add(new SystemPython(PLATFORM, List.of("platform-python"), three, false));
        }
        // On EL 8 whoever likes chooses what python3 is (alternatives); there dnf runs on platform-python. On EL 7 it
        // is for others only.
        all.add(new SystemPython(
                PYTHON3,
                el8 ? List.of("python36") : List.of("python3-minimal", "python3", "python3-base"),
                three,
                el8));
        all.add(new SystemPython(PYTHON, List.of("python-minimal", "python"), two, false));
        return all;
    }

    /** The installed package that brings it; empty if none does. */
    Optional<Packages.Entry> owner(Packages installed) {
        for (String name : packages) {
            Optional<Packages.Entry> found = installed.find(name);
            if (found.isPresent() && found.get().isInstalled()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** {@code 3.11} of {@code 3.11.2}. */
    static String minor(String version) {
        int first = version.indexOf('.');
        int end = first + 1;
        while (end < version.length() && Character.isDigit(version.charAt(end))) {
            end++;
        }
        return first < 0 ? version : version.substring(0, end);
    }

    /** {@code 3.11} of {@code python3.11} and {@code platform-python3.11}; empty text of a name without. */
    static String versionIn(String name) {
        int digits = name.length();
        while (digits > 0 && (Character.isDigit(name.charAt(digits - 1)) || name.charAt(digits - 1) == '.')) {
            digits--;
        }
        String version = name.substring(digits);
        return version.indexOf('.') > 0 ? version : "";
    }
}
