package org.imginspect.facts.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several files of a module the real depmod takes, by the search order of each distribution. */
class DepmodOracleTest {
    private static final String RELEASE = "6.1.0-test";
    private static final List<String> FILES = List.of(
            "kernel/drivers/net/a.ko",
            "updates/a.ko",
            "updates/dkms/a.ko",
            "kernel/b.ko",
            "extra/b.ko",
            "kernel/c.ko",
            "weak-updates/c.ko",
            "kernel/d-e.ko",
            "updates/dkms/d-e.ko",
            "extra/f.ko",
            "weak-updates/f.ko",
            "odd/g.ko",
            "kernel/g.ko",
            "ubuntu/h.ko",
            "kernel/h.ko",
            "updates2/i.ko",
            "kernel/i.ko");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "search updates built-in\n",
                "search updates extra built-in weak-updates\n",
                "search updates ubuntu built-in\n",
                "search updates/dkms updates built-in\nsearch weak-updates\n",
                "search built-in updates\n",
                "search updates extra weak-updates built-in\noverride b * kernel\noverride f 6.1.* weak-updates\noverride c 5 weak-updates\n",
                "# search built-in\n  search   updates\tbuilt-in\nexternal * /opt\nmake_map_files no\n"
            })
    void theFileThatDepmodTakes(String config) throws Exception {
        MemoryFileTree.Builder tree = MemoryFileTree.builder();
        for (String file : FILES) {
            tree.file("/lib/modules/" + RELEASE + "/" + file, "\u007fELF");
        }
        tree.symlink("/lib/modules/" + RELEASE + "/weak-updates/j.ko", "../kernel/b.ko");
        tree.symlink("/lib/modules/" + RELEASE + "/weak-updates/k.ko", "../../5.0/extra/k.ko");
        tree.file("/etc/depmod.d/x.conf", config);

        // Of files of equal standing depmod takes what the directory lists first; what two orders agree on is decided
        // by the rules.
        List<String> order = new ArrayList<>(FILES);
        Collections.sort(order);
        Map<String, String> expected = depmod(config, order);
        Collections.reverse(order);
        Map<String, String> other = depmod(config, order);
        expected.entrySet().removeIf(entry -> !entry.getValue().equals(other.get(entry.getKey())));

        GuestPath directory = GuestPath.of("/lib/modules/" + RELEASE);
        Kernel kernel =
                new Kernel(RELEASE, Optional.empty(), Optional.of(directory), List.of(), List.of(), Optional.empty());
        Map<String, String> ours = new TreeMap<>();
        ModuleFiles.of(new GuestTree(tree.build(), Limits.defaults()), kernel)
                .all()
                .forEach((name, path) ->
                        ours.put(name, path.text().substring(directory.text().length() + 1)));
        assertThat(ours).containsAllEntriesOf(expected).containsOnlyKeys(other.keySet());
        assertThat(expected).hasSizeGreaterThan(1).containsKey("j").doesNotContainKey("k");
    }

    /** In memory, where a directory lists the file first that was made last. depmod complains that these are no modules, and lists them. */
    private static Map<String, String> depmod(String config, List<String> files) {
        String script = "root=$(mktemp -d -p /dev/shm); m=$root/lib/modules/" + RELEASE
                + "; printf '%s' \"$1\" > $root/x.conf; shift;"
                + " for f; do mkdir -p $m/$(dirname $f); printf '\\177ELF' > $m/$f; done;"
                + " ln -s ../kernel/b.ko $m/weak-updates/j.ko; ln -s ../../5.0/extra/k.ko $m/weak-updates/k.ko;"
                + " depmod -b $root -C $root/x.conf " + RELEASE + " 2>/dev/null; cat $m/modules.dep; rm -r $root";
        List<String> arguments = new ArrayList<>(List.of(config));
        arguments.addAll(files);
        Map<String, String> taken = new TreeMap<>();
        for (String line : ToolContainer.debian12()
                .shell(script, arguments.toArray(String[]::new))
                .lines()) {
            String path = line.substring(0, line.indexOf(':'));
            taken.put(Kernel.moduleName(path), path);
        }
        return taken;
    }
}
