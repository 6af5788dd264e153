package org.imginspect.facts.repositories;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * The variables of yum's, dnf's and zypper's files: {@code $releasever}, {@code $basearch} and the files in the directories of variables. One
 * that nobody sets stays as it is written.
 */
final class RpmVariables {
    private static final GuestPath[] DIRECTORIES = {
        GuestPath.of("/etc/yum/vars"),
        GuestPath.of("/usr/share/dnf5/vars.d"),
        GuestPath.of("/etc/dnf/vars"),
        GuestPath.of("/etc/zypp/vars.d")
    };

    private final Map<String, String> values;

    private RpmVariables(Map<String, String> values) {
        this.values = values;
    }

    static RpmVariables read(GuestTree tree, Optional<OperatingSystem> os) throws ImageException {
        Map<String, String> values = new HashMap<>();
        if (os.isPresent()) {
            String version = os.get().version().orElse("");
            int dot = version.indexOf('.');
            String major = dot < 0 ? version : version.substring(0, dot);
            boolean suse = os.get().family() == OperatingSystem.Family.SUSE;
            put(values, "releasever", suse ? version : major);
            put(values, "releasever_major", major);
            put(values, "releasever_minor", dot < 0 ? "" : version.substring(dot + 1));
            put(values, "basearch", os.get().architecture().orElse(""));
            put(values, "arch", os.get().architecture().orElse(""));
        }
        for (GuestPath directory : DIRECTORIES) {
            for (GuestName name : tree.list(directory)) {
                List<String> lines = tree.lines(directory.resolve(name)).orElse(List.of());
                if (!lines.isEmpty()) {
                    values.put(name.text(), lines.get(0).strip());
                }
            }
        }
        return new RpmVariables(values);
    }

    private static void put(Map<String, String> values, String name, String value) {
        if (!value.isEmpty()) {
            values.put(name, value);
        }
    }

    /** {@code $name}, {@code ${name}}, {@code ${name:-instead}} and {@code ${name:+if set}} replaced once. */
    String expand(String text) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        StringBuilder expanded = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean brace = text.startsWith("${", i);
            int from = i + (brace ? 2 : 1);
            int end = from;
            while (c == '$' && end < text.length() && isName(text.charAt(end))) {
                end++;
            }
            int close = brace ? text.indexOf('}', end) : end;
            if (c != '$' || end == from || close < 0) {
                expanded.append(c);
                i++;
                continue;
            }
            int next = brace ? close + 1 : end;
            String value = values.get(text.substring(from, end));
            String rest = text.substring(end, close);
            if (rest.startsWith(":-")) {
                expanded.append(value == null || value.isEmpty() ? rest.substring(2) : value);
            } else if (rest.startsWith(":+")) {
                expanded.append(value == null || value.isEmpty() ? "" : rest.substring(2));
            } else {
                expanded.append(value == null || !rest.isEmpty() ? text.substring(i, next) : value);
            }
            i = next;
        }
        return expanded.toString();
    }

    private static boolean isName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
