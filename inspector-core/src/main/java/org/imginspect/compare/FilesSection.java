package org.imginspect.compare;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.files.UnownedFiles;
import org.imginspect.facts.files.UnownedFiles.Entry;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** The regular files that packages do not vouch for. */
final class FilesSection implements Section<FilesSection.Files> {
    /** The files of one image, and the tree they lie in. */
    record Files(List<Entry> entries, GuestTree tree) {}

    static final String ID = "files";

    private final boolean contents;

    /** @param contents whether files of equal size are compared byte by byte */
    FilesSection(boolean contents) {
        this.contents = contents;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "Files outside packages";
    }

    @Override
    public Files look(ImageView image) throws ImageException {
        Optional<UnownedFiles> files = image.facts().find(UnownedFiles.class);
        return new Files(files.map(UnownedFiles::files).orElse(List.of()), image.tree());
    }

    @Override
    public void compare(Files before, Files after, Differences found) {
        Map<GuestPath, Entry> now = new HashMap<>(after.entries.size() * 2);
        for (Entry entry : after.entries) {
            now.put(entry.path(), entry);
        }
        FileContents comparison = new FileContents(before.tree, after.tree);
        long uncompared = 0;
        for (Entry was : before.entries) {
            Entry is = now.remove(was.path());
            if (is == null) {
                alone(was, after.tree, true, found);
                continue;
            }
            Properties.compare(was.path().toString(), properties(was), properties(is), found);
            if (was.sizeBytes() == is.sizeBytes()) {
                if (contents) {
                    comparison.compare(was.path(), was.sizeBytes(), found);
                } else {
                    uncompared++;
                }
            }
        }
        for (Entry is : after.entries) {
            if (now.containsKey(is.path())) {
                alone(is, before.tree, false, found);
            }
        }
        if (uncompared > 0) {
            found.remark("What " + Amounts.count(uncompared, "file") + " of equal size "
                    + (uncompared == 1 ? "holds" : "hold") + " was not compared; --contents does that");
        }
    }

    /** A file that is none of the unowned ones on the other side: not there, or there as something else. */
    private static void alone(Entry entry, GuestTree other, boolean removed, Differences found) {
        String path = entry.path().toString();
        Optional<Node> there;
        try {
            there = other.lstat(entry.path());
        } catch (ImageException e) {
            found.unread(removed ? Side.AFTER : Side.BEFORE, e.problem().message());
            return;
        }
        if (there.isEmpty()) {
            String text = properties(entry).text();
            found.add(removed ? Change.removed(path, text) : Change.added(path, text));
            return;
        }
        String here = "file outside packages";
        String elsewhere = kind(there.get());
        found.add(Change.changed(path, "type", removed ? here : elsewhere, removed ? elsewhere : here));
    }

    private static String kind(Node node) {
        if (!node.isFile()) {
            return node.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        return node.sizeBytes() == 0 ? "empty file" : "file that packages vouch for";
    }

    private static Properties properties(Entry entry) {
        Properties properties = new Properties()
                .with("size", Amounts.bytes(entry.sizeBytes()))
                .with("mode", Amounts.mode(entry.permissions()))
                .with("owner", entry.uid() + ":" + entry.gid());
        return switch (entry.owner()) {
            case CONFIGURATION -> properties.with("package", "configuration");
            case GHOST -> properties.with("package", "ghost");
            case NONE, PACKAGE -> properties;
        };
    }
}
