package org.imginspect.facts.repositories;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** apk-repositories(5): {@code [@tag] ADDRESS}, which ends in {@code /BRANCH/REPOSITORY}. apk checks every index with its keys. */
final class ApkRepositories {
    private static final GuestPath FILE = GuestPath.of("/etc/apk/repositories");
    private static final GuestPath[] PARTS = {
        GuestPath.of("/etc/apk/repositories.d"), GuestPath.of("/lib/apk/repositories.d")
    };
    private static final GuestPath[] KEYS = {GuestPath.of("/etc/apk/keys"), GuestPath.of("/usr/share/apk/keys")};

    private ApkRepositories() {}

    static Repositories read(GuestTree tree) throws ImageException {
        List<Repository> all = new ArrayList<>();
        file(tree, FILE, all);
        for (GuestPath directory : PARTS) {
            for (GuestName name : tree.list(directory)) {
                if (name.text().endsWith(".list")) {
                    file(tree, directory.resolve(name), all);
                }
            }
        }
        List<Weakness> weaknesses = new ArrayList<>();
        if (!all.isEmpty() && !hasKey(tree)) {
            weaknesses.add(new Weakness(
                    Weakness.Kind.BROKEN,
                    "apk has no key at all to check repositories with, so it refuses them",
                    all.get(0).file(),
                    all.get(0).line()));
        }
        return new Repositories(Packages.Manager.APK, all, weaknesses);
    }

    private static boolean hasKey(GuestTree tree) throws ImageException {
        for (GuestPath directory : KEYS) {
            for (GuestName name : tree.list(directory)) {
                Optional<Node> node = tree.stat(directory.resolve(name));
                if (node.isPresent() && node.get().isFile() && node.get().sizeBytes() > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void file(GuestTree tree, GuestPath file, List<Repository> all) throws ImageException {
        int number = 0;
        for (String raw : tree.lines(file).orElse(List.of())) {
            number++;
            String text = raw.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String[] words = text.split("[ \\t]+", -1);
            int at = words[0].startsWith("@") && words.length > 1 ? 1 : 0;
            Location location = new Location(words[at], Location.Role.BASE, file, number);
            String[] parts = location.uri().split("/+", -1);
            int last = parts.length - (parts[parts.length - 1].isEmpty() ? 2 : 1);
            boolean branch = last >= 2 && location.isRemote();
            all.add(new Repository(
                    location.shown(),
                    true,
                    false,
                    List.of(location),
                    branch ? List.of(parts[last - 1]) : List.of(),
                    branch ? List.of(parts[last]) : List.of(),
                    List.of(),
                    true,
                    false,
                    List.of(),
                    List.of(),
                    file,
                    number));
        }
    }
}
