package org.imginspect.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GlobPattern;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.imginspect.scan.OpenedImage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Walks the guest's tree. */
@Command(name = "find", description = "List everything below a directory of the guest, or hash its files.")
final class FindCommand extends ImageCommand {
    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", defaultValue = "/", description = "Default: /")
    private String path = "/";

    @Option(
            names = {"-name", "--name"},
            paramLabel = "GLOB",
            description = "Only entries whose name matches this glob (*, ?, [a-z]).")
    private @Nullable String glob;

    @Option(
            names = {"-type", "--type"},
            paramLabel = "LETTER",
            description = "Only f files, d directories, l links, c or b devices, p pipes, s sockets.")
    private @Nullable String type;

    @Option(
            names = "--hash",
            paramLabel = "ALGORITHM",
            description = "Hash regular files with md5 or sha256; 'md5sum -c' and 'sha256sum -c' read the lines.")
    private @Nullable String hash;

    @Option(
            names = "--volume",
            paramLabel = "PATH",
            description = "Look into the file system at this storage path (see 'layout').")
    private @Nullable String volume;

    FindCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int look(OpenedImage opened, PrintWriter out) throws ImageException {
        Optional<FileHash> hasher = Optional.ofNullable(hash)
                .map(name -> FileHash.named(name)
                        .orElseThrow(() -> wrong("--hash is '" + name + "', but must be md5 or sha256")));
        if (type != null && (type.length() != 1 || "fdlcbps".indexOf(type.charAt(0)) < 0)) {
            throw wrong("-type is '" + type + "', but must be one of f d l c b p s");
        }
        Optional<GlobPattern> name = Optional.ofNullable(glob).map(GlobPattern::compile);
        Optional<GuestTree> tree = tree(opened, volume);
        if (tree.isEmpty()) {
            return ExitCodes.INCOMPLETE;
        }
        GuestPath start = guestPath(path);
        Optional<Node> top = tree.get().stat(start);
        if (top.isEmpty()) {
            terminal().complain("no such file in the guest: " + start);
            return ExitCodes.ABSENT;
        }
        GuestTree files = tree.get();
        GuestPath real = files.resolve(start).orElse(start);
        GuestTree.Visitor visitor = (found, node) -> {
            if ((type == null || type.charAt(0) == letter(node))
                    && (name.isEmpty() || name.get().matchesHidden(found.name()))) {
                show(files, found, node, hasher, out);
            }
            return true;
        };
        visitor.visit(real, top.get());
        files.walk(real, visitor);
        return ExitCodes.OK;
    }

    private void show(GuestTree files, GuestPath found, Node node, Optional<FileHash> hasher, PrintWriter out)
            throws ImageException {
        if (hasher.isEmpty()) {
            out.println(found);
            return;
        }
        if (!node.isFile()) {
            return;
        }
        Optional<ByteSource> content = files.open(found);
        if (content.isPresent()) {
            try (ByteSource source = content.get()) {
                hasher.get()
                        .writeLine(
                                source,
                                found,
                                terminal().isStdoutTerminal(),
                                terminal().stdout());
            }
        }
    }

    private static char letter(Node node) {
        char first = ModeText.of(node).charAt(0);
        return first == '-' ? 'f' : first;
    }
}
