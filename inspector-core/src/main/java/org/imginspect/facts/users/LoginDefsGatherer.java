package org.imginspect.facts.users;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * Reads {@code /etc/login.defs}; where there is none {@code /usr/etc/login.defs}, and then the drop-ins in {@code login.defs.d} of both places, of
 * which one in {@code /etc} hides one of the same name: so SUSE's shadow suite does. Always there.
 */
public final class LoginDefsGatherer implements FactGatherer<LoginDefs> {
    private static final GuestPath ETC = GuestPath.of("/etc");
    private static final GuestPath VENDOR = GuestPath.of("/usr/etc");

    /** Nothing to be told: a gatherer has no state. */
    public LoginDefsGatherer() {}

    @Override
    public Class<LoginDefs> type() {
        return LoginDefs.class;
    }

    @Override
    public Optional<LoginDefs> gather(GuestTree tree, Facts others) throws ImageException {
        Map<String, LoginDefs.Setting> settings = new LinkedHashMap<>();
        for (GuestPath file : files(tree)) {
            List<String> lines = tree.lines(file).orElse(List.of());
            for (int i = 0; i < lines.size(); i++) {
                read(lines.get(i), file, i + 1, settings);
            }
        }
        return Optional.of(new LoginDefs(settings));
    }

    private static List<GuestPath> files(GuestTree tree) throws ImageException {
        GuestPath own = ETC.resolve("login.defs");
        List<GuestPath> files = new ArrayList<>();
        files.add(tree.exists(own) ? own : VENDOR.resolve("login.defs"));
        TreeMap<String, GuestPath> dropIns = new TreeMap<>();
        for (GuestPath place : List.of(VENDOR, ETC)) {
            GuestPath directory = place.resolve("login.defs.d");
            for (GuestName name : tree.list(directory)) {
                if (name.text().endsWith(".defs")) {
                    dropIns.put(name.text(), directory.resolve(name));
                }
            }
        }
        files.addAll(dropIns.values());
        return files;
    }

    /** As the shadow suite's def_load() takes a line apart: a name, blanks, a value that quotation marks may surround. */
    private static void read(String raw, GuestPath file, int number, Map<String, LoginDefs.Setting> into) {
        String line = raw.strip();
        if (line.isEmpty() || line.charAt(0) == '#') {
            return;
        }
        int end = 0;
        while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '\t') {
            end++;
        }
        int value = end;
        while (value < line.length()
                && (line.charAt(value) == ' ' || line.charAt(value) == '\t' || line.charAt(value) == '"')) {
            value++;
        }
        if (end == line.length()) {
            return;
        }
        int close = line.indexOf('"', value);
        into.put(
                line.substring(0, end),
                new LoginDefs.Setting(line.substring(value, close < 0 ? line.length() : close), file, number));
    }
}
