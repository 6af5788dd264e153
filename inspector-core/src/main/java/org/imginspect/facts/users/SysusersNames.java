package org.imginspect.facts.users;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** The accounts that sysusers.d(5) makes, with the file that says so. */
final class SysusersNames {
    /** From the one that counts least: a file hides those of its name before it, and a link to /dev/null is an empty one. */
    private static final GuestPath[] DIRECTORIES = {
        GuestPath.of("/usr/lib/sysusers.d"), GuestPath.of("/usr/local/lib/sysusers.d"), GuestPath.of("/etc/sysusers.d")
    };

    private SysusersNames() {}

    static Map<String, GuestPath> read(GuestTree tree) throws ImageException {
        TreeMap<String, GuestPath> files = new TreeMap<>();
        for (GuestPath directory : DIRECTORIES) {
            for (GuestName name : tree.list(directory)) {
                if (name.text().endsWith(".conf")) {
                    files.put(name.text(), directory.resolve(name));
                }
            }
        }
        Map<String, GuestPath> makers = new HashMap<>();
        for (GuestPath file : files.values()) {
            for (String line : tree.lines(file).orElse(List.of())) {
                String text = line.strip();
                // "u name id gecos home shell" makes it, "u!" a locked one; "m name group" makes both where they are
                // missing.
                int type = 0;
                while (type < text.length() && text.charAt(type) != ' ' && text.charAt(type) != '\t') {
                    type++;
                }
                if (type > 0 && (text.charAt(0) == 'u' || text.charAt(0) == 'm')) {
                    makers.putIfAbsent(firstWord(text.substring(type).stripLeading()), file);
                }
            }
        }
        return makers;
    }

    private static String firstWord(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '\t') {
            end++;
        }
        String word = text.substring(0, end);
        return word.length() > 1 && word.startsWith("\"") && word.endsWith("\"")
                ? word.substring(1, word.length() - 1)
                : word;
    }
}
