package org.imginspect.facts.packages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * What keeps packages from being updated: dpkg's hold, apt's pins, versionlock and excludes of yum and dnf, locks of zypper, pins in
 * apk's world, pacman's IgnorePkg. The fact is absent if there is no package manager.
 */
public final class PackageHolds implements Fact {
    /**
     * One of them.
     *
     * @param name of packages, with {@code *} and {@code ?} as in the shell
     * @param version {@code [EPOCH:]VERSION-RELEASE} with the same; empty if any is held
     * @param line 0 if there is none to point at
     */
    public record Hold(String name, String version, GuestPath file, int line) {}

    private final List<Hold> holds;

    PackageHolds(List<Hold> holds) {
        this.holds = List.copyOf(holds);
    }

    /** All of them, in the order of the files. */
    public List<Hold> all() {
        return holds;
    }

    /** The first that keeps a package at the version it has; empty if an update may replace it. */
    public Optional<Hold> of(Packages.Entry entry) {
        for (Hold hold : holds) {
            if (!matches(hold.name(), entry.name())) {
                continue;
            }
            String version = entry.version().text();
            String withEpoch = version.contains(":") ? version : entry.version().epoch() + ":" + version;
            if (hold.version().isEmpty() || matches(hold.version(), version) || matches(hold.version(), withEpoch)) {
                return Optional.of(hold);
            }
        }
        return Optional.empty();
    }

    /** fnmatch(3) with {@code *} and {@code ?} only. */
    static boolean matches(String pattern, String text) {
        int i = 0;
        int j = 0;
        int star = -1;
        int mark = 0;
        while (j < text.length()) {
            if (i < pattern.length()
                    && (pattern.charAt(i) == '?' || pattern.charAt(i) == text.charAt(j))
                    && pattern.charAt(i) != '*') {
                i++;
                j++;
            } else if (i < pattern.length() && pattern.charAt(i) == '*') {
                star = i++;
                mark = j;
            } else if (star >= 0) {
                i = star + 1;
                j = ++mark;
            } else {
                return false;
            }
        }
        while (i < pattern.length() && pattern.charAt(i) == '*') {
            i++;
        }
        return i == pattern.length();
    }

    /** The words of a list that takes spaces and commas. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (c == ' ' || c == ',' || c == '\t') {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            } else {
                word.append(c);
            }
        }
        return words;
    }
}
