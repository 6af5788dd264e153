package org.imginspect.profile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which guests a requirement is about. All that is said must hold.
 *
 * @param guest the kind of guest; empty for both
 * @param os ID of os-release, one of these; empty for all
 * @param versions VERSION_ID of os-release, one of these; {@code 9} also means {@code 9.4}, {@code 22.04+} all from 22.04 on; empty for all
 * @param settings values that parameters of the profile must have; empty for any
 */
public record Applicability(
        Optional<Guest> guest, List<String> os, List<String> versions, Map<String, String> settings) {
    /** To every guest. */
    public static final Applicability ALWAYS = new Applicability(Optional.empty(), List.of(), List.of(), Map.of());

    /** Kinds of guests. */
    public enum Guest {
        LINUX,
        WINDOWS
    }

    public Applicability {
        java.util.Objects.requireNonNull(guest);
        os = List.copyOf(os);
        versions = List.copyOf(versions);
        settings = java.util.Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /** Whether the guest has to be known to tell. */
    public boolean asksForGuest() {
        return guest.isPresent() || !os.isEmpty() || !versions.isEmpty();
    }

    /** Whether one of the versions is this one, or what it begins with, or, with a {@code +}, is not later than it. */
    public boolean hasVersion(String version) {
        for (String wanted : versions) {
            boolean later = wanted.endsWith("+") && isFrom(version, wanted.substring(0, wanted.length() - 1));
            if (later || version.equals(wanted) || version.startsWith(wanted + ".")) {
                return true;
            }
        }
        return versions.isEmpty();
    }

    /** By the numbers between the full stops; a version that is none of numbers is from no other on. */
    private static boolean isFrom(String version, String first) {
        String[] numbers = version.split("\\.", -1);
        String[] least = first.split("\\.", -1);
        for (int i = 0; i < least.length; i++) {
            int order = Integer.compare(number(i < numbers.length ? numbers[i] : "0"), number(least[i]));
            if (order != 0) {
                return order > 0;
            }
        }
        return true;
    }

    private static int number(String text) {
        return text.isEmpty() || text.length() > 9 || !text.chars().allMatch(each -> each >= '0' && each <= '9')
                ? -1
                : Integer.parseInt(text);
    }
}
