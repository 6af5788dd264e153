package org.imginspect.facts.sudo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;

/** Who may run any command as root, and whether a password is asked for, against a real sudo that real accounts call; the same for doas. */
class SudoAccessOracleTest {
    private static final int FILES = 150;
    /** Each is called by three accounts, twice. */
    private static final int SUDOERS = 60;

    private static final String[] USERS = {"alice", "bob", "carol"};
    private static final String PASSWD =
            "root:x:0:0::/root:/bin/sh\nalice:x:2001:2001::/:/bin/sh\nbob:x:2002:2002::/:/bin/sh\ncarol:x:2003:2003::/:/bin/sh\n";
    private static final String GROUP =
            "root:x:0:\nalice:x:2001:\nbob:x:2002:\ncarol:x:2003:\nwheel:x:2100:alice,bob\nops:x:2101:bob\n";

    @Test
    void everyoneMayWhatSudoLetsThem() throws Exception {
        ToolContainer tools = ToolContainer.debian13();
        accounts(tools);
        List<String> files = new ArrayList<>();
        for (int seed = 0; seed < SUDOERS; seed++) {
            files.add(sudoers(new Random(seed)));
        }
        files.add("alice ALL=(ALL) NOPASSWD: ALL\n%wheel ALL=(ALL) ALL\n");
        files.add("%wheel ALL=(ALL) ALL\nalice ALL=(ALL) NOPASSWD: ALL\n");
        files.add("User_Alias A = B\nUser_Alias B = A\nA ALL = ALL\n");
        files.add("User_Alias A = !alice, bob\nA, alice ALL = NOPASSWD: ALL\nALICE ALL = ALL\n");
        files.add("alice ALL = ALL, !ALL\nbob ALL = !ALL, ALL\n");
        Path directory = tools.directory("access");
        for (int i = 0; i < files.size(); i++) {
            Files.writeString(directory.resolve(i + ".in"), files.get(i));
        }
        // "sudo -n" fails if a password is needed, "sudo -S" is given it.
        List<String> theirs = tools.shell(
                        "cd $1; for i in $(seq 0 $2); do install -m 0440 $i.in /etc/sudoers; for u in alice bob carol; do"
                                + " if setpriv --reuid=$u --regid=$u --init-groups sudo -n /usr/bin/true 2>/dev/null; then echo $i $u without;"
                                + " elif echo secret | setpriv --reuid=$u --regid=$u --init-groups sudo -k -S /usr/bin/true >/dev/null 2>&1; then echo $i $u with; else echo $i $u no; fi; done; done",
                        directory.toString(),
                        Integer.toString(files.size() - 1))
                .lines();
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Facts facts = facts("/etc/sudoers", files.get(i));
            Sudoers sudoers = facts.find(Sudoers.class).orElseThrow();
            assertThat(sudoers.faults()).as(files.get(i)).isEmpty();
            SudoAccess access = new SudoAccess(sudoers);
            for (SudoCaller caller : SudoCaller.all(facts)) {
                if (caller.uid() != 0) {
                    Optional<SudoAccess.Grant> grant = access.everything(caller);
                    ours.add(i + " " + caller.name() + " "
                            + grant.map(each -> each.password() ? "with" : "without")
                                    .orElse("no"));
                }
            }
        }
        for (int i = 0; i < theirs.size(); i++) {
            int file = Integer.parseInt(theirs.get(i).split(" ", 2)[0]);
            assertThat(ours.get(i)).as(files.get(file)).isEqualTo(theirs.get(i));
        }
        assertThat(theirs).hasSize(files.size() * USERS.length);
        for (String answer : new String[] {"with", "without", "no"}) {
            assertThat(theirs).filteredOn(line -> line.endsWith(" " + answer)).hasSizeGreaterThan(15);
        }
    }

    @Test
    void everyoneMayWhatDoasLetsThem() throws Exception {
        ToolContainer tools = ToolContainer.debian13();
        accounts(tools);
        List<String> files = new ArrayList<>();
        for (int seed = 0; seed < FILES; seed++) {
            files.add(doas(new Random(seed)));
        }
        files.add("permit nopass persist alice\n");
        files.add("permit\n");
        files.add("allow alice\n");
        files.add("permit alice as\n");
        files.add("permit alice cmd\n");
        files.add("permit setenv { A=b -C } :wheel\n");
        files.add("permit keepenv nolog \"alice\" as root cmd /bin/sh args -c \"x y\"\n");
        files.add("permit alice # why\n# permit bob\npermit \\\n bob\n");
        files.add("permit 2001\npermit :2101\n");
        Path directory = tools.directory("doas");
        for (int i = 0; i < files.size(); i++) {
            Files.writeString(directory.resolve(i + ".in"), files.get(i));
        }
        List<String> theirs = tools.shell(
                        "cd $1; chmod -R a+rX .; for i in $(seq 0 $2); do for u in alice bob carol; do"
                                + " echo $i $u $(setpriv --reuid=$u --regid=$u --init-groups doas -C $i.in /usr/bin/true 2>/dev/null || echo refused); done; done",
                        directory.toString(),
                        Integer.toString(files.size() - 1))
                .lines();
        for (String line : theirs) {
            String[] words = line.split(" ", 3);
            String file = files.get(Integer.parseInt(words[0]));
            Facts facts = facts("/etc/doas.conf", file);
            Doas doas = facts.find(Doas.class).orElseThrow();
            SudoCaller caller = SudoCaller.all(facts).stream()
                    .filter(each -> each.name().equals(words[1]))
                    .findFirst()
                    .orElseThrow();
            String ours = !doas.faults().isEmpty()
                    ? "refused"
                    : doas.everything(caller)
                            .map(rule -> rule.password() ? "permit" : "permit nopass")
                            .orElse("deny");
            // doas -C fails for "deny" too, after it said so.
            String said = words[2].startsWith("deny") ? "deny" : words[2];
            assertThat(ours).as("%s for %s", file, words[1]).isEqualTo(said);
        }
        assertThat(theirs).hasSize(files.size() * USERS.length);
        assertThat(theirs).filteredOn(line -> line.endsWith("permit nopass")).hasSizeGreaterThan(20);
        assertThat(theirs)
                .filteredOn(line -> line.endsWith("refused") && !line.contains("deny"))
                .hasSizeGreaterThan(10);
    }

    private static void accounts(ToolContainer tools) {
        tools.shell(
                        "grep -q ^alice: /etc/passwd || { printf %s \"$1\" | tail -n +2 >>/etc/passwd; printf %s \"$2\" | tail -n +2 >>/etc/group; h=$(openssl passwd -1 secret); for u in alice bob carol; do echo \"$u:$h:20000:0:99999:7:::\" >>/etc/shadow; done; }",
                        PASSWD, GROUP)
                .succeeded();
    }

    private static Facts facts(String path, String content) {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("/etc/passwd", PASSWD)
                .file("/etc/group", GROUP)
                .file(path, content.getBytes(java.nio.charset.StandardCharsets.UTF_8), 0440, 0, 0)
                .build();
        return new Facts(TestFacts.tree(tree), TestFacts.storage(), Gatherers.all());
    }

    private static String sudoers(Random random) {
        StringBuilder text = new StringBuilder("Defaults !lecture, !fqdn\n");
        text.append("User_Alias TEAM = ")
                .append(users(random))
                .append("\nRunas_Alias ROOTS = ")
                .append(pick(random, "root", "#0", "ALL, !root", "daemon"))
                .append('\n');
        text.append("Cmnd_Alias CMDS = ")
                .append(pick(random, "ALL", "/bin/ls", "ALL, !/bin/su", "/bin/ls, !ALL"))
                .append('\n');
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            if (random.nextInt(3) == 0) {
                text.append(pick(
                                random,
                                "Defaults !authenticate",
                                "Defaults authenticate",
                                "Defaults:alice !authenticate",
                                "Defaults:TEAM !authenticate",
                                "Defaults:%wheel authenticate",
                                "Defaults>root !authenticate",
                                "Defaults!CMDS !authenticate",
                                "Defaults exempt_group=ops",
                                "Defaults runas_default=daemon",
                                "Defaults@ALL !authenticate"))
                        .append('\n');
            }
            text.append(users(random)).append(" ALL = ");
            int commands = 1 + random.nextInt(2);
            for (int c = 0; c < commands; c++) {
                text.append(c == 0 ? "" : ", ")
                        .append(pick(
                                random,
                                "",
                                "",
                                "(ALL) ",
                                "(root) ",
                                "(ROOTS) ",
                                "(daemon) ",
                                "(ALL:ALL) ",
                                "(:adm) ",
                                "(!root) ",
                                "(ALL, !root) "))
                        .append(pick(random, "", "", "NOPASSWD: ", "PASSWD: ", "NOPASSWD: SETENV: "))
                        .append(pick(random, "ALL", "ALL", "ALL", "CMDS", "!CMDS", "/bin/ls", "!ALL"));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String users(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1 + random.nextInt(2); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(random.nextInt(5) == 0 ? "!" : "")
                    .append(pick(
                            random, "alice", "bob", "carol", "ALL", "%wheel", "%ops", "#2003", "%#2100", "TEAM", "BOB",
                            "%OPS"));
        }
        return text.toString();
    }

    private static String doas(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            boolean permit = random.nextInt(4) != 0;
            text.append(permit ? "permit" : "deny");
            text.append(
                    permit
                            ? pick(
                                    random,
                                    "",
                                    " nopass",
                                    " persist",
                                    " keepenv nopass",
                                    " setenv { A B=c } nopass",
                                    " nolog")
                            : "");
            text.append(' ').append(pick(random, "alice", "bob", ":wheel", ":ops", "2003", ":2100", "\"carol\""));
            text.append(pick(random, "", "", " as root", " as daemon"));
            text.append(pick(random, "", "", "", " cmd /bin/ls", " cmd /bin/ls args -l"));
            text.append(pick(random, "\n", "\n", " # x\n", "\n\n"));
        }
        return text.toString();
    }

    private static String pick(Random random, String... all) {
        return all[random.nextInt(all.length)];
    }
}
