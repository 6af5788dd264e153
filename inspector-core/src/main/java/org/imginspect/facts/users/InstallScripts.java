package org.imginspect.facts.users;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Looks for accounts in the installation scripts that dpkg and apk keep. rpm's are in its database and are not looked at. */
final class InstallScripts {
    private static final GuestPath DPKG = GuestPath.of("/var/lib/dpkg/info");
    private static final GuestPath[] APK = {
        GuestPath.of("/lib/apk/db/scripts.tar"), GuestPath.of("/usr/lib/apk/db/scripts.tar")
    };
    private static final String[] MAKERS = {"adduser", "useradd", "sysusers"};

    private InstallScripts() {}

    /** Those of the names that a script which makes accounts holds as a word, each with the first such script. */
    static Map<String, GuestPath> find(GuestTree tree, Set<String> names) throws ImageException {
        Map<String, GuestPath> found = new LinkedHashMap<>();
        List<GuestPath> scripts = new ArrayList<>();
        for (GuestName name : tree.list(DPKG)) {
            String text = name.text();
            if (text.endsWith(".preinst") || text.endsWith(".postinst") || text.endsWith(".config")) {
                scripts.add(DPKG.resolve(name));
            }
        }
        scripts.addAll(List.of(APK));
        tree.willOpen(scripts.stream().filter(script -> script.startsWith(DPKG)).toList());
        for (GuestPath script : scripts) {
            Optional<byte[]> content = tree.bytes(script);
            if (content.isEmpty()) {
                continue;
            }
            String text = new String(content.get(), StandardCharsets.ISO_8859_1);
            if (makesAccounts(text)) {
                for (String name : names) {
                    if (!found.containsKey(name) && hasWord(text, name)) {
                        found.put(name, script);
                    }
                }
            }
        }
        return found;
    }

    private static boolean makesAccounts(String text) {
        for (String maker : MAKERS) {
            if (text.contains(maker)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasWord(String text, String word) {
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            int end = at + word.length();
            if ((at == 0 || !isPart(text.charAt(at - 1))) && (end == text.length() || !isPart(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
