package org.imginspect.facts.network;

import java.util.List;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.Setting;
import org.imginspect.facts.units.UnitFile;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** timesyncd.conf(5) with its drop-ins. */
final class Timesyncd {
    static final GuestPath MAIN = GuestPath.of("/etc/systemd/timesyncd.conf");

    private Timesyncd() {}

    /** Whether a server is left: {@code NTP=} names one, or {@code FallbackNTP=} does not take the compiled-in ones away. */
    static boolean hasServer(GuestTree tree) throws ImageException {
        TreeMap<GuestName, GuestPath> files = new TreeMap<>();
        for (String root : List.of("/etc", "/usr/local/lib", "/usr/lib", "/lib")) {
            GuestPath directory = GuestPath.of(root).resolve("systemd/timesyncd.conf.d");
            for (GuestName name : tree.list(directory)) {
                if (name.text().endsWith(".conf")) {
                    files.putIfAbsent(name, directory.resolve(name));
                }
            }
        }
        boolean ntp = false;
        boolean fallback = true;
        List<GuestPath> all = new java.util.ArrayList<>();
        all.add(MAIN);
        all.addAll(files.values());
        for (GuestPath file : all) {
            if (tree.stat(file).isEmpty()) {
                continue;
            }
            UnitFile parsed = UnitFile.read(tree, file).orElse(UnitFile.parse(file, List.of()));
            for (Setting setting : parsed.all("Time", "NTP")) {
                ntp = !setting.value().isEmpty();
            }
            for (Setting setting : parsed.all("Time", "FallbackNTP")) {
                fallback = !setting.value().isEmpty();
            }
        }
        return ntp || fallback;
    }
}
