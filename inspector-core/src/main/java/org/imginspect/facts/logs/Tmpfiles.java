package org.imginspect.facts.logs;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * Which directories systemd-tmpfiles makes at boot: those of lines of tmpfiles.d(5) that make directories, and those in which any line makes
 * something.
 */
final class Tmpfiles {
    /** A file in one of them hides those of the same name in the later ones. */
    private static final GuestPath[] DIRECTORIES = {
        GuestPath.of("/etc/tmpfiles.d"), GuestPath.of("/usr/local/lib/tmpfiles.d"), GuestPath.of("/usr/lib/tmpfiles.d")
    };

    private static final String CONF = ".conf";
    private static final String MAKE_DIRECTORIES = "dDvqQ";
    private static final String MAKE_OTHERS = "fFpLcb";

    private Tmpfiles() {}

    static Set<GuestPath> directories(GuestTree tree) throws ImageException {
        Map<String, GuestPath> files = new TreeMap<>();
        for (GuestPath directory : DIRECTORIES) {
            for (GuestName name : tree.list(directory)) {
                if (name.text().endsWith(CONF)) {
                    files.putIfAbsent(name.text(), directory.resolve(name));
                }
            }
        }
        Set<GuestPath> made = new HashSet<>();
        for (GuestPath file : files.values()) {
            Optional<List<String>> lines = tree.lines(file);
            for (String line : lines.orElse(List.of())) {
                line(line.strip(), made);
            }
        }
        return made;
    }

    /** {@code d /var/log/samba 0755 root root - -}: a type with modifiers, blanks, and a path that may stand in quotes. */
    private static void line(String line, Set<GuestPath> made) {
        int blank = 0;
        while (blank < line.length() && !Character.isWhitespace(line.charAt(blank))) {
            blank++;
        }
        if (blank == 0 || blank == line.length() || line.charAt(0) == '#') {
            return;
        }
        boolean directory = MAKE_DIRECTORIES.indexOf(line.charAt(0)) >= 0;
        if (!directory && MAKE_OTHERS.indexOf(line.charAt(0)) < 0) {
            return;
        }
        String path = word(line.substring(blank).strip());
        int specifier = path.replace("%%", "__").indexOf('%');
        if (specifier >= 0) {
            // Above the part that only the running machine knows.
            path = path.substring(0, path.lastIndexOf('/', specifier) + 1) + "x";
            directory = false;
        }
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            return;
        }
        GuestPath whole = GuestPath.of(path.replace("%%", "%"));
        if (directory) {
            made.add(whole);
        }
        for (Optional<GuestPath> above = whole.parent();
                above.isPresent();
                above = above.get().parent()) {
            made.add(above.get());
        }
    }

    private static String word(String rest) {
        if (rest.isEmpty()) {
            return "";
        }
        char quote = rest.charAt(0);
        if (quote == '"' || quote == '\'') {
            int end = rest.indexOf(quote, 1);
            return end < 0 ? "" : rest.substring(1, end);
        }
        int end = 0;
        while (end < rest.length() && !Character.isWhitespace(rest.charAt(end))) {
            end++;
        }
        return rest.substring(0, end);
    }
}
