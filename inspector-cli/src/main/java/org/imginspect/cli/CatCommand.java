package org.imginspect.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.scan.OpenedImage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes files of the guest to standard output, byte for byte. */
@Command(name = "cat", description = "Write files of the guest to standard output, byte for byte.")
final class CatCommand extends ImageCommand {
    private static final int BLOCK_BYTES = 256 * 1024;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "Absolute paths in the guest.")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = "--volume",
            paramLabel = "PATH",
            description = "Look into the file system at this storage path (see 'layout').")
    private @Nullable String volume;

    CatCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int look(OpenedImage opened, PrintWriter out) throws ImageException {
        Optional<GuestTree> tree = tree(opened, volume);
        if (tree.isEmpty()) {
            return ExitCodes.INCOMPLETE;
        }
        out.flush();
        int code = ExitCodes.OK;
        for (String text : paths) {
            GuestPath path = guestPath(text);
            Optional<ByteSource> content = tree.get().open(path);
            if (content.isPresent()) {
                copy(content.get());
            } else {
                terminal().complain(missing(tree.get(), path) + " in the guest: " + path);
                code = ExitCodes.ABSENT;
            }
        }
        return code;
    }

    private static String missing(GuestTree tree, GuestPath path) throws ImageException {
        if (tree.exists(path)) {
            return "is no regular file";
        }
        // It may lead to itself.
        return tree.lstat(path).isPresent() ? "is a link that leads nowhere" : "no such file";
    }

    private void copy(ByteSource content) throws ImageException {
        try (content) {
            byte[] block = new byte[(int) Math.min(BLOCK_BYTES, content.size())];
            long position = 0;
            while (position < content.size()) {
                int count = (int) Math.min(block.length, content.size() - position);
                content.readFully(position, block, 0, count);
                terminal().stdout().write(block, 0, count);
                position += count;
            }
        }
    }
}
