package org.imginspect.facts.packages;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * What dpkg is told not to unpack, as small images have it for documentation: {@code path-exclude} and {@code path-include} of dpkg.cfg and
 * dpkg.cfg.d (dpkg(1)). The last that matches a path counts.
 */
final class DpkgExcludes {
    private static final GuestPath FILE = GuestPath.of("/etc/dpkg/dpkg.cfg");
    private static final GuestPath DIRECTORY = GuestPath.of("/etc/dpkg/dpkg.cfg.d");

    private record Rule(boolean exclude, String pattern) {}

    private final List<Rule> rules;

    private DpkgExcludes(List<Rule> rules) {
        this.rules = rules;
    }

    static DpkgExcludes read(GuestTree tree) throws ImageException {
        List<Rule> rules = new ArrayList<>();
        for (GuestName name : tree.list(DIRECTORY)) {
            if (isRead(name.text())) {
                read(tree, DIRECTORY.resolve(name), rules);
            }
        }
        read(tree, FILE, rules);
        return new DpkgExcludes(rules);
    }

    /** Letters, digits, underscores and hyphens only, as in run-parts(8). */
    private static boolean isRead(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) {
                return false;
            }
        }
        return true;
    }

    private static void read(GuestTree tree, GuestPath file, List<Rule> rules) throws ImageException {
        for (String raw : tree.lines(file).orElse(List.of())) {
            String line = raw.strip();
            int at = 0;
            while (at < line.length() && (line.charAt(at) == '-' || Character.isLetter(line.charAt(at)))) {
                at++;
            }
            String word = line.substring(0, at);
            String value = line.substring(at).strip();
            if (value.startsWith("=")) {
                value = value.substring(1).strip();
            }
            if (value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")) {
                value = value.substring(1, value.length() - 1);
            }
            if (word.equals("path-exclude") || word.equals("path-include")) {
                rules.add(new Rule(word.equals("path-exclude"), value));
            }
        }
    }

    boolean contains(GuestPath path) {
        boolean excluded = false;
        if (!rules.isEmpty()) {
            String text = path.text();
            for (Rule rule : rules) {
                if (rule.exclude != excluded && PackageHolds.matches(rule.pattern, text)) {
                    excluded = rule.exclude;
                }
            }
        }
        return excluded;
    }
}
