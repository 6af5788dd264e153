package org.imginspect.facts.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.imginspect.facts.units.UnitFile;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;

/** {@code systemd-analyze cat-config} and our reader take the same files of systemd-networkd, in the same order. */
class NetworkFileOracleTest {
    private static final int CASES = 40;
    private static final long SEED = 7;
    private static final List<String> DIRECTORIES =
            List.of("/etc/systemd/network", "/usr/local/lib/systemd/network", "/usr/lib/systemd/network");

    @Test
    void filesDropInsAndMasksAreTakenAsSystemdTakesThem() throws Exception {
        ToolContainer tools = ToolContainer.debian13();
        Random random = new Random(SEED);
        int seen = 0;
        for (int i = 0; i < CASES; i++) {
            Path root = tools.directory("networkd");
            MemoryFileTree.Builder guest = MemoryFileTree.builder();
            for (String directory : DIRECTORIES) {
                for (String name : List.of("10-a.network", "20-b.network")) {
                    place(root, guest, directory + "/" + name, random);
                    for (String dropIn : List.of("x.conf", "y.conf", "z.txt")) {
                        place(root, guest, directory + "/" + name + ".d/" + dropIn, random);
                    }
                }
            }
            for (NetworkFile file : NetworkFile.all(new GuestTree(guest.build(), Limits.defaults()), ".network")) {
                TreeSet<String> ours = new TreeSet<>();
                for (UnitFile.Section section : file.sections()) {
                    section.settings().forEach(one -> ours.add(one.file() + " " + one.key()));
                }
                assertThat(List.copyOf(ours))
                        .as("case " + i + ", " + file.file())
                        .isEqualTo(theirs(tools, root, file.file().name().text()));
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(CASES / 2);
    }

    /** {@code # /etc/systemd/network/10-a.network} stands above what each file holds. */
    private static List<String> theirs(ToolContainer tools, Path root, String name) {
        TreeSet<String> lines = new TreeSet<>();
        String file = "";
        for (String line : tools.exec("systemd-analyze", "--root=" + root, "cat-config", "systemd/network/" + name)
                .lines()) {
            if (line.startsWith("# /")) {
                file = line.substring(2).replace(root.toString(), "");
            } else if (line.indexOf('=') > 0) {
                lines.add(file + " " + line.substring(0, line.indexOf('=')));
            }
        }
        return new ArrayList<>(lines);
    }

    private static void place(Path root, MemoryFileTree.Builder guest, String path, Random random) throws Exception {
        Path file = root.resolve(path.substring(1));
        int what = random.nextInt(6);
        if (what > 2) {
            return;
        }
        Files.createDirectories(file.getParent());
        if (what == 0 && random.nextInt(2) == 0) {
            Files.createSymbolicLink(file, Path.of("/dev/null"));
            guest.symlink(path, "/dev/null");
        } else {
            String text = "[Match]\nName=e*\n[Network]\nKey" + random.nextInt(100) + "=1\n";
            Files.writeString(file, text);
            guest.file(path, text);
        }
    }
}
