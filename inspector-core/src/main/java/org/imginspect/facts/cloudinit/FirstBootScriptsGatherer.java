package org.imginspect.facts.cloudinit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.cloudinit.FirstBootScripts.Script;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;

/** Looks at the scripts that cloud-init runs by itself. Empty if there is no directory for them. */
public final class FirstBootScriptsGatherer implements FactGatherer<FirstBootScripts> {
    private static final GuestPath DIRECTORY = GuestPath.of("/var/lib/cloud/scripts");
    private static final String[] PATH = {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"
    };
    /** How much of a script is looked at: more than any shell script has, less than a big program. */
    private static final int MOST_BYTES = 1 << 20;

    /** Nothing to be told: a gatherer has no state. */
    public FirstBootScriptsGatherer() {}

    @Override
    public Class<FirstBootScripts> type() {
        return FirstBootScripts.class;
    }

    @Override
    public Optional<FirstBootScripts> gather(GuestTree tree, Facts others) throws ImageException {
        if (tree.stat(DIRECTORY).isEmpty()) {
            return Optional.empty();
        }
        List<Script> scripts = new ArrayList<>();
        List<GuestPath> misplaced = new ArrayList<>();
        for (GuestName name : tree.list(DIRECTORY)) {
            GuestPath path = DIRECTORY.resolve(name);
            boolean directory = tree.stat(path).map(Node::isDirectory).orElse(false);
            switch (name.text()) {
                case "per-instance", "per-boot", "per-once" -> {
                    for (GuestName file : tree.list(path)) {
                        look(tree, path.resolve(file), name.text(), scripts, misplaced);
                    }
                }
                case "vendor" -> {
                    // Written by cloud-init itself, from vendor data.
                }
                default -> {
                    if (!directory || !tree.list(path).isEmpty()) {
                        misplaced.add(path);
                    }
                }
            }
        }
        return Optional.of(new FirstBootScripts(DIRECTORY.resolve("per-instance"), scripts, misplaced));
    }

    private static void look(
            GuestTree tree, GuestPath file, String folder, List<Script> into, List<GuestPath> misplaced)
            throws ImageException {
        Optional<Node> node = tree.stat(file);
        if (node.isEmpty() || !node.get().isFile()) {
            misplaced.add(file); // A directory, or a link to nothing: passed over without a word.
            return;
        }
        byte[] head = head(tree, file);
        boolean program = head.length >= 4 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
        Optional<String> line = program ? Optional.empty() : firstLine(head);
        Optional<String> interpreter = line.map(text -> String.join(" ", words(text)));
        Optional<String> missing = interpreter.isPresent() ? missing(tree, words(interpreter.get())) : Optional.empty();
        boolean returns = line.isPresent() && (line.get().endsWith("\r") || (isShell(line.get()) && hasReturns(head)));
        into.add(new Script(
                file,
                folder,
                (node.get().permissions() & 0111) != 0,
                node.get().sizeBytes() == 0,
                program,
                interpreter,
                missing,
                returns));
    }

    private static byte[] head(GuestTree tree, GuestPath file) throws ImageException {
        Optional<ByteSource> opened = tree.open(file);
        if (opened.isEmpty()) {
            return new byte[0];
        }
        try (ByteSource source = opened.get()) {
            byte[] head = new byte[(int) Math.min(MOST_BYTES, source.size())];
            source.readFully(0, head, 0, head.length);
            return head;
        }
    }

    /** What stands behind {@code #!}; empty if the file does not begin so. */
    private static Optional<String> firstLine(byte[] head) {
        if (head.length < 2 || head[0] != '#' || head[1] != '!') {
            return Optional.empty();
        }
        int end = 2;
        // The kernel looks at no more (BINPRM_BUF_SIZE).
        while (end < head.length && end < 256 && head[end] != '\n') {
            end++;
        }
        return Optional.of(new String(head, 2, end - 2, StandardCharsets.UTF_8));
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.strip().replace('\t', ' ').split(" ", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    /** The interpreter, or the program that env is to find, if it is not there. */
    private static Optional<String> missing(GuestTree tree, List<String> words) throws ImageException {
        if (words.isEmpty()) {
            return Optional.of("");
        }
        String first = words.get(0);
        if (!first.startsWith("/") || !tree.exists(GuestPath.of(first))) {
            return Optional.of(first);
        }
        if (!first.endsWith("/env")) {
            return Optional.empty();
        }
        for (String word : words.subList(1, words.size())) {
            if (word.startsWith("-") || word.indexOf('=') > 0) {
                continue;
            }
            if (word.startsWith("/")) {
                return tree.exists(GuestPath.of(word)) ? Optional.empty() : Optional.of(word);
            }
            for (String directory : PATH) {
                if (tree.exists(GuestPath.of(directory).resolve(word))) {
                    return Optional.empty();
                }
            }
            return Optional.of(word);
        }
        return Optional.empty();
    }

    private static boolean isShell(String line) {
        List<String> words = words(line);
        for (String word : words) {
            String name = word.substring(word.lastIndexOf('/') + 1);
            switch (name) {
                case "sh", "bash", "dash", "ash", "ksh", "zsh", "mksh", "busybox" -> {
                    return true;
                }
                default -> {
                    // env, an option, another language.
                }
            }
        }
        return false;
    }

    private static boolean hasReturns(byte[] text) {
        for (int i = 1; i < text.length; i++) {
            if (text[i] == '\n' && text[i - 1] == '\r') {
                return true;
            }
        }
        return false;
    }
}
