package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.imginspect.check.Check;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.fixtures.Requirement;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.imginspect.remedy.FixScript;
import org.junit.jupiter.api.Test;

/**
 * The scripts mend what the checks' own pages show as failing: each example's tree is laid out in a container, its script is run there by
 * busybox in a change of root, of each check's first example first with {@code --dry-run} and then twice, and the check is asked about what is left.
 */
class RecipesMendExamplesTest {
    /** What has to be made anew by tools that no example holds; {@code MendedDebianTest} has them. */
    private static final Set<String> ONLY_ON_A_REAL_SYSTEM = Set.of(
            "boot.config-regenerated", "fs.fstab-no-device-names", "kernel.initramfs-current", "packages.no-debuggers");

    /** What is said however often a script runs. */
    private static final Pattern AGAIN = Pattern.compile(
            "^   (nothing here |told the disk|the UUID of |mend |run (update-|grub2-mkconfig|dracut|mkinitfs))");

    private static final String RUN = """
            set -u
            cd "$1"
            listing() { (cd root && find . -mindepth 1 ! -path './.bb*' -printf '%p %y %m %U %G %s %T@ %l\\n' | sort | md5sum); }
            fix() { chroot root /.bb/busybox sh -c 'PATH=/.bb/bin; export PATH; exec /.bb/busybox sh /.bb/fix.sh "$@"' sh "$@"; }
            mkdir -p tools/bin && mv busybox tools/ && tools/busybox --install -s tools/bin
            for tool in tools/bin/*; do ln -sf ../busybox "$tool"; done
            # What makes menus and archives of the real system anew has nothing to do it with here.
            for tool in update-grub grub2-mkconfig update-extlinux update-initramfs dracut mkinitfs; do
              printf '#!/.bb/busybox sh\n' > "tools/bin/$tool"; chmod +x "tools/bin/$tool"
            done
            for tar in *.in.tar; do
              n=${tar%.in.tar}
              mkdir root
              tar -x --numeric-owner -p -C root -f "$tar"
              mkdir -p root/dev
              mv tools root/.bb
              cp "$n.sh" root/.bb/fix.sh
              [ -e root/dev/null ] || { mknod -m 666 root/dev/null c 1 3; : > "$n.null"; }
              : > "$n.err"; : > "$n.code"; : > "$n.second"
              if [ -e "$n.all" ]; then
                before=$(listing)
                fix --dry-run > "$n.dry" 2>> "$n.err"; echo $? >> "$n.code"
                [ "$before" = "$(listing)" ] || echo 'the dry run changed something' >> "$n.err"
              fi
              fix > "$n.first" 2>> "$n.err"; echo $? >> "$n.code"
              if [ -e "$n.all" ]; then fix > "$n.second" 2>> "$n.err"; echo $? >> "$n.code"; fi
              mv root/.bb tools
              [ ! -e "$n.null" ] || rm root/dev/null
              tar -c --numeric-owner -C root -f "$n.out.tar" .
              rm -rf root
            done
            chmod -R a+rX .
            """;

    private record Case(Check check, Example example, String name, FixScript script) {}

    @Test
    void everyRecipeMendsWhatItsCheckCallsWrong() throws Exception {
        Path busybox = Path.of("/usr/bin/busybox");
        Requirement.demand(Files.isExecutable(busybox), "a static busybox (apt install busybox-static)");
        ToolContainer tools = ToolContainer.debian12();
        Path directory = tools.directory("recipes");
        Files.copy(busybox, directory.resolve("busybox"));
        directory.resolve("busybox").toFile().setExecutable(true, false);
        Set<String> withRecipe = new LinkedHashSet<>();
        List<Case> cases = cases(withRecipe);
        assertThat(cases).isNotEmpty();
        for (int i = 0; i < cases.size(); i++) {
            Files.write(
                    directory.resolve(i + ".in.tar"), tar(cases.get(i).example.tree()));
            Files.writeString(directory.resolve(i + ".sh"), cases.get(i).script.shell());
            if (i == 0 || cases.get(i).check != cases.get(i - 1).check) {
                Files.createFile(directory.resolve(i + ".all"));
            }
        }
        tools.shell(RUN, directory.toString()).succeeded();

        Map<String, List<String>> wrong = new LinkedHashMap<>();
        Set<String> mended = new TreeSet<>();
        List<String> broken = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            String id = one.check.info().id();
            String errors = Files.readString(directory.resolve(i + ".err"), StandardCharsets.ISO_8859_1);
            List<String> codes = Files.readAllLines(directory.resolve(i + ".code"));
            if (!errors.isEmpty() || !Set.of("0").equals(Set.copyOf(codes))) {
                broken.add(one.name + " " + codes + " " + errors.substring(0, Math.min(300, errors.length())));
                continue;
            }
            for (String line : Files.readAllLines(directory.resolve(i + ".second"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("   ") && !AGAIN.matcher(line).find()) {
                    broken.add(one.name + " changes again: " + line);
                }
            }
            Example after = new Example(
                    one.example.family(),
                    untar(directory.resolve(i + ".out.tar")),
                    one.example.storage(),
                    one.example.params(),
                    one.example.inputs(),
                    List.of());
            Verdict verdict = one.check.evaluate(after.context());
            boolean good = isMended(verdict, one.script.findings(id));
            if (good) {
                mended.add(id);
            } else {
                wrong.computeIfAbsent(id, any -> new ArrayList<>())
                        .add(one.name + (one.script.leftToPeople().isEmpty() ? "" : " (in part)") + " " + verdict + "\n"
                                + Files.readString(directory.resolve(i + ".first"), StandardCharsets.ISO_8859_1));
            }
        }
        report(wrong, mended, broken);
        assertThat(broken).as("scripts that fail, or change something twice").isEmpty();
        Set<String> never = new TreeSet<>(withRecipe);
        never.removeAll(mended);
        never.removeAll(ONLY_ON_A_REAL_SYSTEM);
        assertThat(never).as("recipes that mend none of the examples").isEmpty();
    }

    /** Nothing is found any more, or only what the script said it leaves to people. */
    private static boolean isMended(Verdict verdict, List<Finding> wanted) {
        if (!(verdict instanceof Verdict.Findings left)) {
            return verdict.outcome() == Outcome.PASS || verdict.outcome() == Outcome.NOT_APPLICABLE;
        }
        return left.findings().stream()
                .noneMatch(finding -> wanted.stream()
                        .anyMatch(one -> one.file().equals(finding.file())
                                && one.message().equals(finding.message())));
    }

    private static void report(Map<String, List<String>> wrong, Set<String> mended, List<String> broken)
            throws IOException {
        StringBuilder text = new StringBuilder();
        broken.forEach(line -> text.append("BROKEN ").append(line).append('\n'));
        wrong.forEach((id, cases) -> {
            text.append(mended.contains(id) ? "PARTLY " : "NEVER ").append(id).append('\n');
            cases.forEach(line -> text.append("    ").append(line).append('\n'));
        });
        text.append("mended ").append(mended).append('\n');
        Files.writeString(Path.of("target", "recipes.txt"), text);
    }

    private static List<Case> cases(Set<String> withRecipe) throws Exception {
        String only = System.getProperty("recipes", "");
        List<Case> cases = new ArrayList<>();
        for (Check check : Catalogue.all()) {
            String id = check.info().id();
            if (check.getClass().getResource(check.getClass().getSimpleName() + ".fix.sh") == null
                    || !id.contains(only)) {
                continue;
            }
            withRecipe.add(id);
            boolean twice = false;
            for (CheckExamplesTest.Fenced fenced : CheckExamplesTest.examples(Catalogue.page(id))) {
                if (!fenced.heading().equals("Fails")) {
                    continue;
                }
                List<String> families = Example.families(fenced.lines());
                Set<String> chosen = new LinkedHashSet<>();
                chosen.add(families.isEmpty() ? "" : families.get(0));
                if (!families.isEmpty() && !twice) {
                    twice = chosen.add(families.get(families.size() - 1));
                }
                for (String family : chosen) {
                    Example example = Example.parse(fenced.lines(), family);
                    FixScript script = FixScript.of(report(check, example));
                    if (!script.isEmpty()) {
                        cases.add(new Case(check, example, id + " line " + fenced.line() + " " + family, script));
                    }
                }
            }
        }
        return cases;
    }

    private static ScanReport report(Check check, Example example) throws Exception {
        Verdict verdict = check.evaluate(example.context());
        return new ScanReport(
                "disk.qcow2",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(example.context().storage()),
                Optional.empty(),
                Optional.empty(),
                List.of(new CheckResult(check.info(), new Params(example.params()), verdict)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(Level.ERROR),
                new Timings(0, 0, Map.of()));
    }

    private static byte[] tar(MemoryFileTree tree) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            add(out, tree, GuestPath.ROOT);
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream out, MemoryFileTree tree, GuestPath directory) throws Exception {
        for (GuestName name : tree.list(directory)) {
            GuestPath path = directory.resolve(name);
            Node node = tree.stat(path).orElseThrow();
            byte type = switch (node.kind()) {
                case DIRECTORY -> TarConstants.LF_DIR;
                case SYMLINK -> TarConstants.LF_SYMLINK;
                case FILE -> TarConstants.LF_NORMAL;
                case FIFO, SOCKET -> TarConstants.LF_FIFO;
                case BLOCK_DEVICE -> TarConstants.LF_BLK;
                default -> TarConstants.LF_CHR;
            };
            TarArchiveEntry entry = new TarArchiveEntry(path.text().substring(1), type);
            entry.setMode(node.permissions());
            entry.setIds((int) node.uid(), (int) node.gid());
            byte[] content = new byte[0];
            if (node.kind() == Kind.FILE) {
                try (ByteSource source = tree.open(path)) {
                    content = new byte[Math.toIntExact(source.size())];
                    source.readFully(0, content, 0, content.length);
                }
            } else if (node.kind() == Kind.SYMLINK) {
                entry.setLinkName(tree.readLink(path).text());
            }
            entry.setSize(content.length);
            out.putArchiveEntry(entry);
            out.write(content);
            out.closeArchiveEntry();
            if (node.kind() == Kind.DIRECTORY) {
                add(out, tree, path);
            }
        }
    }

    private static MemoryFileTree untar(Path file) throws IOException {
        MemoryFileTree.Builder tree = MemoryFileTree.builder();
        try (InputStream in = Files.newInputStream(file);
                TarArchiveInputStream tar = new TarArchiveInputStream(in, "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String path = entry.getName().replaceFirst("^\\./", "/").replaceFirst("/$", "");
                if (path.isEmpty() || path.equals(".")) {
                    continue;
                }
                int mode = entry.getMode() & 07777;
                if (entry.isDirectory()) {
                    tree.directory(path, mode, entry.getLongUserId(), entry.getLongGroupId());
                } else if (entry.isSymbolicLink()) {
                    tree.symlink(path, entry.getLinkName());
                } else if (entry.isFile()) {
                    tree.file(path, tar.readAllBytes(), mode, entry.getLongUserId(), entry.getLongGroupId());
                } else {
                    tree.special(
                            path,
                            entry.isFIFO()
                                    ? Kind.FIFO
                                    : entry.isBlockDevice() ? Kind.BLOCK_DEVICE : Kind.CHARACTER_DEVICE);
                }
            }
        }
        return tree.build();
    }
}
