package org.imginspect.facts.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.imginspect.facts.kernel.ModprobeConfig.Directive;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What kmod's own modprobe makes of modprobe.d, of hand-made and generated files: Debian 12's (30) and 13's (34). */
class ModprobeOracleTest {
    enum Release {
        TWELVE,
        THIRTEEN;

        ToolContainer tools() {
            return this == TWELVE ? ToolContainer.debian12() : ToolContainer.debian13();
        }
    }

    /** A root that has nothing but modprobe and the directory to be shared, so that no configuration of the container's gets in. */
    private static final String MAKE_ROOT =
            "mkdir -p $1/sbin $1/proc $1/lib/modules && cp \"$(readlink -f /sbin/modprobe)\" $1/sbin/modprobe && "
                    + "for f in $(ldd $1/sbin/modprobe | grep -o '/[^ ]*'); do mkdir -p $1$(dirname $f); cp -L $f $1$f; done; chmod -R a+rwX $1";

    @SuppressWarnings("StringConcatToTextBlock") // blanks at the ends of lines are what is tried
    private static final Map<String, String> HAND_MADE = new TreeMap<>(Map.ofEntries(
            Map.entry("/etc/modprobe.d/a.conf", """
                    # comment
                      # indented

                    blacklist virtio-net
                    blacklist x y
                    \tblacklist\ttabbed\s
                    install a
                    install b\s
                    install c \s
                    options d-e\tx=1\ty=2
                    alias f-g h-i j
                    alias k
                    softdep l-m pre: n-o p post: q
                    softdep r
                    """),
            Map.entry(
                    "/etc/modprobe.d/b.conf",
                    "blacklist long\\\ner\\name\nblacklist cr\r\nfoo bar\ninclude x\nconfig y\n#c \\\nblacklist swallowed\n"),
            Map.entry(
                    "/etc/modprobe.d/c.conf",
                    "blacklist a-b[c-d]e-f\nblacklist open[ed\nblacklist clos]ed\nalias ok[ab off\nremove z-z /bin/true\n"),
            Map.entry("/etc/modprobe.d/d.alias", "alias from-alias-file to-there\n"),
            Map.entry("/etc/modprobe.d/.hidden.conf", "blacklist hidden\n"),
            Map.entry("/etc/modprobe.d/README", "blacklist readme\n"),
            Map.entry("/etc/modprobe.d/old.conf.rpmsave", "blacklist rpmsave\n"),
            Map.entry("/etc/modprobe.d/mask.conf", ""),
            Map.entry("/run/modprobe.d/mask.conf", "blacklist masked_run\n"),
            Map.entry("/lib/modprobe.d/mask.conf", "blacklist masked_lib\n"),
            Map.entry("/run/modprobe.d/run.conf", "blacklist from_run\n"),
            Map.entry("/lib/modprobe.d/run.conf", "blacklist run_masks_lib\n"),
            Map.entry("/usr/local/lib/modprobe.d/local.conf", "blacklist from_local\n"),
            Map.entry("/lib/modprobe.d/local.conf", "blacklist local_masks_lib\n"),
            Map.entry("/lib/modprobe.d/zz.conf", "blacklist last\nblacklist nofinalnewline")));

    @ParameterizedTest
    @EnumSource(Release.class)
    void handMadeFilesMeanWhatModprobeSays(Release release) throws Exception {
        Map<String, String> files = new TreeMap<>(HAND_MADE);
        if (release == Release.THIRTEEN) {
            // kmod 34 no longer reads files of that name; ours does, for older guests.
            files.remove("/etc/modprobe.d/d.alias");
        }
        compare(release, files);
    }

    @ParameterizedTest
    @EnumSource(Release.class)
    void generatedFilesMeanWhatModprobeSays(Release release) throws Exception {
        Random random = new Random(20261121);
        String[] pieces = {
            "blacklist",
            "alias",
            "options",
            "install",
            "remove",
            "softdep",
            "weak",
            " ",
            " ",
            "\t",
            "\n",
            "\n",
            "\\\n",
            "\\",
            "#",
            "a-b",
            "c",
            "pre:",
            "post:",
            "x=1",
            "[",
            "]",
            "*",
            "/bin/true",
            "virtio-net",
            "\r",
            "-",
            "_"
        };
        for (int round = 0; round < 12; round++) {
            Map<String, String> files = new TreeMap<>();
            for (String directory : List.of("/etc", "/run", "/usr/local/lib", "/lib")) {
                for (String name : List.of("a.conf", "b.conf", "c" + round + ".conf")) {
                    StringBuilder text = new StringBuilder();
                    for (int i = random.nextInt(60); i > 0; i--) {
                        text.append(pieces[random.nextInt(pieces.length)]).append(random.nextInt(3) == 0 ? " " : "");
                    }
                    if (random.nextInt(4) > 0) {
                        files.put(directory + "/modprobe.d/" + name, text.toString());
                    }
                }
            }
            compare(release, files);
        }
    }

    private static void compare(Release release, Map<String, String> files) throws Exception {
        ToolContainer tools = release.tools();
        Path root = tools.directory("modprobe");
        tools.shell(MAKE_ROOT, root.toString()).succeeded();
        MemoryFileTree.Builder tree = MemoryFileTree.builder();
        for (var file : files.entrySet()) {
            write(root.resolve(file.getKey().substring(1)), file.getValue());
            tree.file(file.getKey(), file.getValue());
        }
        String output = tools.exec("chroot", root.toString(), "/sbin/modprobe", "-S", "0", "-c")
                .succeeded();
        ModprobeConfig ours = ModprobeConfigGatherer.read(new GuestTree(tree.build(), Limits.defaults()), false, false);
        for (ModprobeConfig.Kind kind : ModprobeConfig.Kind.values()) {
            assertThat(lines(ours, kind)).as("%s of %s", kind, files).containsExactlyElementsOf(theirs(output, kind));
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** In the form of {@code modprobe -c}: blanks at the ends and between words do not matter there. */
    private static List<String> lines(ModprobeConfig config, ModprobeConfig.Kind kind) {
        List<String> lines = new ArrayList<>();
        for (Directive each : config.directives()) {
            if (each.kind() == kind) {
                String rest = kind == ModprobeConfig.Kind.BLACKLIST ? "" : each.rest();
                if (kind == ModprobeConfig.Kind.SOFTDEP) {
                    rest = softdep(rest);
                }
                lines.add(squeeze(each.name() + " " + rest));
            }
        }
        return lines;
    }

    /** modprobe prints what it has understood: pre first, then post, each word as written. */
    private static String softdep(String rest) {
        StringBuilder pre = new StringBuilder();
        StringBuilder post = new StringBuilder();
        StringBuilder to = new StringBuilder();
        for (String word : rest.strip().split("\\s+", -1)) {
            if (word.equals("pre:")) {
                to = pre;
            } else if (word.equals("post:")) {
                to = post;
            } else if (!word.isEmpty()) {
                to.append(' ').append(word);
            }
        }
        return (pre.length() > 0 ? "pre:" + pre + " " : "") + (post.length() > 0 ? "post:" + post : "");
    }

    private static List<String> theirs(String output, ModprobeConfig.Kind kind) {
        String word = kind.name().toLowerCase(java.util.Locale.ROOT) + " ";
        List<String> lines = new ArrayList<>();
        for (String line : output.split("\n", -1)) {
            if (line.startsWith(word)) {
                lines.add(squeeze(line.substring(word.length())));
            }
        }
        return lines;
    }

    private static String squeeze(String text) {
        // kmod 30 forgets the blank before "post:".
        return text.replaceAll("[ \t]+", " ").replaceAll("^ | $", "").replace(" post:", "post:");
    }
}
