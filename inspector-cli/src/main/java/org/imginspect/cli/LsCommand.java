package org.imginspect.cli;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.scan.OpenedImage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists directories of the guest. Names are escaped: a name that was changed by that holds a backslash. */
@Command(name = "ls", description = "List a directory of the guest.")
final class LsCommand extends ImageCommand {
    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", defaultValue = "/", description = "Default: /")
    private String path = "/";

    @Option(names = "-l", description = "Show mode, owner, size and time of modification.")
    private boolean isLong;

    @Option(names = "-R", description = "List the directories below, too.")
    private boolean recursive;

    @Option(
            names = "--volume",
            paramLabel = "PATH",
            description = "Look into the file system at this storage path (see 'layout').")
    private @Nullable String volume;

    LsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int look(OpenedImage opened, PrintWriter out) throws ImageException {
        Optional<GuestTree> tree = tree(opened, volume);
        if (tree.isEmpty()) {
            return ExitCodes.INCOMPLETE;
        }
        GuestPath start = guestPath(path);
        Optional<Node> node = tree.get().stat(start);
        if (node.isEmpty()) {
            node = tree.get().lstat(start);
        }
        if (node.isEmpty()) {
            terminal().complain("no such file in the guest: " + start);
            return ExitCodes.ABSENT;
        }
        if (!node.get().isDirectory()) {
            line(tree.get(), start, start.toString(), out);
            return ExitCodes.OK;
        }
        Deque<GuestPath> directories = new ArrayDeque<>(List.of(start));
        while (!directories.isEmpty()) {
            directory(tree.get(), directories.pop(), directories, out);
        }
        return ExitCodes.OK;
    }

    private void directory(GuestTree tree, GuestPath directory, Deque<GuestPath> later, PrintWriter out)
            throws ImageException {
        if (recursive) {
            out.println(directory + ":");
        }
        List<GuestPath> below = new ArrayList<>();
        for (GuestName name : tree.list(directory)) {
            GuestPath entry = directory.resolve(name);
            if (line(tree, entry, name.toString(), out).isDirectory()) {
                below.add(entry);
            }
        }
        if (recursive) {
            // As GNU ls -R: what lies below a directory comes before its neighbours.
            for (int i = below.size() - 1; i >= 0; i--) {
                later.push(below.get(i));
            }
            if (!later.isEmpty()) {
                out.println();
            }
        }
    }

    private Node line(GuestTree tree, GuestPath path, String name, PrintWriter out) throws ImageException {
        Node node = tree.lstat(path)
                .orElseThrow(() -> new org.imginspect.error.DamagedImageException(
                        "directory entry leads to nothing", path.toString()));
        if (!isLong) {
            out.println(name);
            return node;
        }
        String target = node.isSymlink()
                ? " -> " + tree.readLink(path).map(GuestName::toString).orElse("?")
                : "";
        out.println(ModeText.of(node) + pad(node.uid(), 6) + pad(node.gid(), 6) + pad(node.sizeBytes(), 12) + "  "
                + ModeText.time(node) + "  " + name + target);
        return node;
    }

    private static String pad(long number, int width) {
        String text = Long.toString(number);
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }
}
