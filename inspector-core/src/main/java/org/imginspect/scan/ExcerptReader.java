package org.imginspect.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.error.ImageException;
import org.imginspect.facts.secrets.LineMask;
import org.imginspect.facts.secrets.SecretScanner;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;

/**
 * Reads the lines around findings while the image is open. Shown are lines of text files that everybody in the guest may read, for checks that are
 * about settings. Nothing is shown for checks about secrets, keys, accounts, histories and logs, nor of a file in which the search for secrets finds
 * anything; in what is shown, {@link LineMask} leaves out whatever looks like a credential.
 */
final class ExcerptReader {
    /** Lines before and after the finding's. */
    static final int AROUND = 2;

    static final int MOST_PER_CHECK = 20;
    static final int MOST = 400;
    static final int MOST_BYTES = 1 << 20;
    static final int LONGEST_LINE = 240;

    private static final int FILES_KEPT = 8;
    private static final int READABLE = 04;
    private static final int SEARCHABLE = 01;

    private static final Set<Area> NEVER = Set.of(Area.SECRETS, Area.ACCOUNTS, Area.CLEANUP, Area.MALWARE);

    /** Words of the ids of checks whose findings point at what must not be shown. */
    private static final Set<String> NEVER_ABOUT = Set.of(
            "key",
            "keys",
            "history",
            "histories",
            "hash",
            "hashes",
            "log",
            "logs",
            "secret",
            "secrets",
            "token",
            "hosts");

    /** Trees in which files are not shown, whatever their modes. */
    private static final List<String> NEVER_BELOW = List.of("/var/log/", "/root/", "/etc/ssl/private/", "/proc/");

    /** A file's lines, masked; or why they are not shown. */
    private record Shown(List<String> lines, Optional<String> withheld) {
        static Shown not(String why) {
            return new Shown(List.of(), Optional.of(why));
        }
    }

    private final GuestTree tree;
    private final SecretScanner scanner = SecretScanner.forEverything();
    private final Map<GuestPath, Shown> files = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<GuestPath, Shown> eldest) {
            return size() > FILES_KEPT;
        }
    };

    ExcerptReader(GuestTree tree) {
        this.tree = tree;
    }

    /** Of all findings that have a line and may be shown. */
    Excerpts read(List<CheckResult> results) {
        Map<Excerpts.Place, Excerpt> excerpts = new LinkedHashMap<>();
        for (CheckResult result : results) {
            if (!mayShow(result.info())) {
                continue;
            }
            int count = 0;
            for (Finding finding : result.findings()) {
                if (finding.line().isPresent() && ++count <= MOST_PER_CHECK && excerpts.size() < MOST) {
                    GuestPath file = finding.file().orElseThrow();
                    int line = finding.line().getAsInt();
                    around(file, line)
                            .ifPresent(excerpt -> excerpts.put(
                                    new Excerpts.Place(result.info().id(), file, line), excerpt));
                }
            }
        }
        return new Excerpts(excerpts);
    }

    static boolean mayShow(CheckInfo info) {
        if (NEVER.contains(info.area())) {
            return false;
        }
        for (String word : info.id().split("[.-]", -1)) {
            if (NEVER_ABOUT.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** Empty if the file has no such line. */
    Optional<Excerpt> around(GuestPath file, int line) {
        Shown shown = files.get(file);
        if (shown == null) {
            shown = show(file);
            files.put(file, shown);
        }
        if (shown.withheld().isPresent()) {
            return Optional.of(new Excerpt(line, List.of(), shown.withheld()));
        }
        if (line > shown.lines().size()) {
            return Optional.empty();
        }
        int from = Math.max(1, line - AROUND);
        int to = Math.min(shown.lines().size(), line + AROUND);
        return Optional.of(new Excerpt(from, shown.lines().subList(from - 1, to), Optional.empty()));
    }

    private Shown show(GuestPath file) {
        try {
            return tried(file);
        } catch (ImageException e) {
            return Shown.not(e.problem().message());
        }
    }

    private Shown tried(GuestPath file) throws ImageException {
        Optional<GuestPath> real = tree.resolve(file);
        Optional<Node> node = real.isEmpty() ? Optional.empty() : tree.lstat(real.get());
        if (node.isEmpty() || !node.get().isFile()) {
            return Shown.not("the file is not there, or is no regular file");
        }
        String path = real.get().toString();
        for (String directory : NEVER_BELOW) {
            if (path.startsWith(directory)) {
                return Shown.not("files below " + directory + " never are");
            }
        }
        if (!isForEverybody(real.get(), node.get())) {
            return Shown.not("others in the guest may not read this file either");
        }
        if (node.get().sizeBytes() > MOST_BYTES) {
            return Shown.not("the file is longer than 1 MiB");
        }
        byte[] content = content(real.get());
        for (byte b : content) {
            if (b == 0) {
                return Shown.not("the file is no text");
            }
        }
        return content.length > 0 && holdsSecrets(real.get())
                ? Shown.not("the file holds something that looks like a secret")
                : new Shown(lines(content), Optional.empty());
    }

    private boolean isForEverybody(GuestPath real, Node node) throws ImageException {
        boolean open = (node.permissions() & READABLE) != 0;
        for (Optional<GuestPath> up = real.parent();
                open && up.isPresent();
                up = up.get().parent()) {
            Optional<Node> directory = tree.lstat(up.get());
            open = directory.isPresent() && (directory.get().permissions() & SEARCHABLE) != 0;
        }
        return open;
    }

    private byte[] content(GuestPath real) throws ImageException {
        Optional<ByteSource> opened = tree.open(real);
        if (opened.isEmpty()) {
            return new byte[0];
        }
        try (ByteSource source = opened.get()) {
            byte[] content = new byte[(int) Math.min(source.size(), MOST_BYTES)];
            source.readFully(0, content, 0, content.length);
            return content;
        }
    }

    private boolean holdsSecrets(GuestPath real) throws ImageException {
        try (ByteSource source = tree.open(real).orElseThrow()) {
            SecretScanner.Result found = scanner.scan(source, real, MOST_BYTES);
            return !found.hits().isEmpty() || found.incomplete().isPresent();
        }
    }

    private static List<String> lines(byte[] content) {
        List<String> lines = new ArrayList<>();
        for (String line : LineMask.mask(
                new String(content, StandardCharsets.UTF_8).lines().toList())) {
            lines.add(line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…");
        }
        return lines;
    }
}
