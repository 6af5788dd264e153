package org.imginspect.facts.cloudinit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** The real script's own account of what it was told, on generated trees, and ours. */
class DsIdentifyOracleTest {
    private static final String SCRIPT = "/usr/lib/cloud-init/ds-identify";

    /** Prints for each tree the lines that ds-identify logs of its list, name and policy. */
    private static final String RUN = """
            for d in "$1"/*/; do
              d=${d%/}
              export PATH_ROOT=$d PATH_PROC_CMDLINE=$d/proc/cmdline PATH_RUN=$d/run PATH_RUN_CI=$d/run/ci DI_LOG=stderr DEBUG_LEVEL=1
              export PATH_RUN_CI_CFG=$d/run/ci/cloud.cfg PATH_RUN_DI_RESULT=$d/run/ci/result
              export PATH_PROC_1_CMDLINE=$d/proc/cmdline # where it looks if it takes the tools' container for one
              mkdir -p "$d/run/ci" "$d/run/systemd"
              /usr/lib/cloud-init/ds-identify --force 2>&1 | grep -E '^(DSNAME|DSLIST|MODE|ON_MAYBE|ON_NOTFOUND)=' | tr '\\n' '|'
              echo
            done
            """;

    private static final String[] LISTS = {
        "datasource_list: [ Ec2 ]",
        "datasource_list: [Ec2]",
        "datasource_list: [ Ec2, None ]",
        "datasource_list: ['Ec2', \"GCE\"]",
        "datasource_list:",
        "datasource_list:\n  - Ec2\n  - None",
        "datasource_list: [ Ec2 ] # comment",
        "  datasource_list: [ Azure ]",
        "# datasource_list: [ OVF ]",
        "  # datasource_list: [ OVF ]",
        "\"datasource_list\": [ Hetzner ]",
        "datasource_list : [ Oracle ]",
        "datasource_list:\t[ Oracle ]",
        "datasource_list: []",
        "datasource_list: [ ]",
        "datasource_list: Ec2",
        "datasource_list: [ Ec2,\n  GCE ]",
        "x: 1",
        "my_datasource_list: [ OVF ]",
        "datasource_list:   [  Ec2  ,  GCE  ]  ",
        "{datasource_list: [ Ec2 ]}",
        "#",
        ""
    };
    private static final String[] POLICIES = {
        "policy: disabled",
        "policy: enabled",
        "policy: search,found=all,maybe=all,notfound=enabled",
        "policy: report,notfound=enabled",
        "policy: search # x",
        "  policy :  'search,maybe=all' ",
        "policy: bogus,maybe=first",
        "policy:",
        "# policy: disabled",
        "datasource: Ec2",
        "datasource: \"GCE\" # y",
        "datasource:",
        "nothing",
        "datasource: NoCloud\npolicy: search,notfound=enabled"
    };
    private static final String[] ARGUMENTS = {
        "ci.ds=Ec2",
        "ci.datasource=GCE",
        "ci.di.policy=enabled",
        "ci.di.policy=search,notfound=enabled",
        "ds=nocloud;s=/x",
        "quiet",
        "ds=ec2",
        "ci.ds=",
        "ci.di.policy=",
        "ro"
    };

    private record Case(Map<String, String> files, List<String> arguments) {}

    @Test
    void debian12sIsToldTheSame() throws Exception {
        compare(ToolContainer.debian12(), 22);
    }

    @Test
    void debian13sIsToldTheSame() throws Exception {
        compare(ToolContainer.debian13(), 25);
    }

    private static void compare(ToolContainer tools, int seed) throws Exception {
        List<Case> cases = cases(new Random(seed));
        Path top = tools.directory("ds-identify");
        for (int i = 0; i < cases.size(); i++) {
            Path root = Files.createDirectories(top.resolve("%04d".formatted(i)));
            Files.createDirectories(root.resolve("etc/cloud/cloud.cfg.d"));
            for (Map.Entry<String, String> file : cases.get(i).files().entrySet()) {
                Files.writeString(root.resolve(file.getKey().substring(1)), file.getValue());
            }
            Files.createDirectories(root.resolve("proc"));
            Files.writeString(
                    root.resolve("proc/cmdline"), String.join(" ", cases.get(i).arguments()) + "\n");
        }
        List<String> answers = tools.shell(RUN, top.toString()).lines();
        assertThat(answers).hasSameSizeAs(cases);
        byte[] script = tools.exec("cat", SCRIPT).succeeded().getBytes(StandardCharsets.UTF_8);
        List<String> builtIn = new ArrayList<>();
        List<String> different = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Map<String, String> theirs = new TreeMap<>();
            for (String part : answers.get(i).split("\\|", 0)) {
                int equals = part.indexOf('=');
                theirs.put(part.substring(0, equals), part.substring(equals + 1));
            }
            DsIdentify ours = ours(cases.get(i), script);
            String list = Objects.requireNonNull(theirs.remove("DSLIST"));
            if (ours.list().isEmpty()) {
                builtIn.add(list);
            } else if (!list.equals(String.join(" ", ours.list()))) {
                different.add("list " + ours.list() + " for " + list + " " + cases.get(i));
            }
            Map<String, String> same = new TreeMap<>(Map.of(
                    "DSNAME", ours.datasource().map(DsIdentify.Told::value).orElse(""),
                    "MODE", ours.policy().mode(),
                    "ON_MAYBE", ours.policy().maybe(),
                    "ON_NOTFOUND", ours.policy().notFound()));
            if (!same.equals(theirs)) {
                different.add(same + " for " + theirs + " " + cases.get(i));
            }
        }
        assertThat(different).isEmpty();
        // Where we say that its own list counts, it always takes one and the same.
        assertThat(builtIn).isNotEmpty().allMatch(builtIn.get(0)::equals);
        assertThat(builtIn.get(0)).contains("ConfigDrive", "NoCloud", "Ec2", "OpenStack");
        assertThat(builtIn.size()).isLessThan(cases.size() * 3 / 4);
    }

    private static List<Case> cases(Random random) {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Map<String, String> files = new TreeMap<>();
            // One file alone is searched in another way than several.
            if (random.nextInt(8) > 0) {
                files.put("/etc/cloud/cloud.cfg", text(random, LISTS));
            }
            for (String name : new String[] {"10.cfg", "90_dpkg.cfg", ".99.cfg"}) {
                if (random.nextInt(3) == 0) {
                    files.put("/etc/cloud/cloud.cfg.d/" + name, text(random, LISTS));
                }
            }
            if (random.nextInt(3) == 0) {
                files.put("/etc/cloud/ds-identify.cfg", text(random, POLICIES));
            }
            List<String> arguments = new ArrayList<>(List.of("root=UUID=1"));
            for (int n = random.nextInt(6) == 0 ? 1 + random.nextInt(3) : 0; n > 0; n--) {
                arguments.add(ARGUMENTS[random.nextInt(ARGUMENTS.length)]);
            }
            cases.add(new Case(files, arguments));
        }
        return cases;
    }

    private static String text(Random random, String[] from) {
        StringBuilder text = new StringBuilder("# head\n");
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            text.append(from[random.nextInt(from.length)]).append(n > 1 || random.nextInt(8) > 0 ? "\n" : "");
        }
        return text.toString();
    }

    private static DsIdentify ours(Case given, byte[] script) throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder().file(SCRIPT, script, 0755, 0, 0);
        given.files().forEach((name, text) -> files.file(name, text));
        GuestPath grub = GuestPath.of("/boot/grub/grub.cfg");
        BootEntry entry = new BootEntry(
                "x",
                "",
                Optional.empty(),
                List.of(),
                given.arguments().stream()
                        .map(text -> new BootEntry.Argument(text, grub, 1))
                        .toList(),
                grub,
                1);
        return DsIdentifyReader.read(TestFacts.tree(files.build()), Optional.of(entry), true)
                .orElseThrow();
    }
}
