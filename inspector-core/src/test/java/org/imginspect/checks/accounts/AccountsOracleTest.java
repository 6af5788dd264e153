package org.imginspect.checks.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** Findings about generated passwd files against what pwck(8) and the C library's own reading say of them. */
class AccountsOracleTest {
    /** The questions of three checks, asked of the accounts that the C library of Debian 12 shows. */
    private static final String ASK = """
            import os, sys, pwd
            os.chroot(sys.argv[1])
            low, names, uids = int(sys.argv[2]), set(), set()
            silent = {'nologin', 'false', 'true', 'null', 'sync', 'shutdown', 'halt'}
            for p in pwd.getpwall():
                if p.pw_name[0] in '+-': continue
                shell = (p.pw_shell or '/bin/sh').rsplit('/', 1)[-1] not in silent
                uid = p.pw_uid & 0xffffffff
                if uid == 0 and p.pw_name != 'root': print('zero', p.pw_name)
                elif p.pw_name in names: print('name', p.pw_name)
                elif uid in uids and uid: print('uid', p.pw_name)
                names.add(p.pw_name)
                uids.add(uid)
                if shell and uid and uid < low: print('shell', p.pw_name)
                if shell and uid >= low and not (p.pw_name == 'nobody' and uid == 65534): print('person', p.pw_name)
            """;

    private static final String[] SHELLS = {
        "/bin/bash", "/bin/sh", "", "/usr/sbin/nologin", "/bin/false", "/bin/sync", "/opt/menu"
    };

    private static String generate(Random random) {
        StringBuilder passwd = new StringBuilder("root:x:0:0:root:/root:/bin/bash\n");
        for (int i = 0; i < 150; i++) {
            String name =
                    random.nextInt(25) == 0 ? "root" : random.nextInt(25) == 0 ? "nobody" : "u" + random.nextInt(120);
            String uid = switch (random.nextInt(12)) {
                case 0 -> "0";
                case 1 -> "+0";
                case 2 -> "65534";
                case 3 -> "x";
                case 4 -> "4294967296";
                default -> Integer.toString(random.nextInt(1400));
            };
            passwd.append(random.nextInt(15) == 0 ? "#" : random.nextInt(15) == 0 ? " " : "")
                    .append(name + ":x:" + uid + ":100::/home/" + name + ":" + SHELLS[random.nextInt(SHELLS.length)]
                            + "\n");
        }
        return passwd.toString();
    }

    private static Path root(String passwd, int low) throws IOException {
        Path root = ToolContainer.debian12().directory("accounts");
        Path etc = Files.createDirectory(root.resolve("etc"));
        Files.writeString(etc.resolve("passwd"), passwd);
        Files.writeString(etc.resolve("nsswitch.conf"), "passwd: files\n");
        Files.writeString(etc.resolve("login.defs"), "UID_MIN " + low + "\n");
        return root;
    }

    @Test
    void theFindingsAreAboutTheAccountsThatTheCLibraryShows() throws Exception {
        int findings = 0;
        for (int seed = 1; seed <= 6; seed++) {
            int low = seed % 2 == 0 ? 500 : 1000;
            String passwd = generate(new Random(seed));
            List<String> theirs = ToolContainer.debian12()
                    .exec("python3", "-c", ASK, root(passwd, low).toString(), Integer.toString(low))
                    .lines();
            MemoryFileTree.Builder files = MemoryFileTree.builder()
                    .file("/etc/passwd", passwd)
                    .file("/etc/login.defs", "UID_MIN " + low + "\n");
            List<String> ours = new ArrayList<>();
            for (String id :
                    new String[] {"accounts.single-uid-zero", "accounts.system-shells", "accounts.no-human-accounts"}) {
                for (String finding : Ask.findings(id, files)) {
                    ours.add(kind(finding) + " " + finding.replaceAll("^[^']*'([^']*)'.*$", "$1"));
                }
            }
            findings += ours.size();
            assertThat(ours).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(theirs);
        }
        assertThat(findings).isGreaterThan(300);
    }

    private static String kind(String finding) {
        return finding.contains("has uid 0")
                ? "zero"
                : finding.contains("a second time")
                        ? "name"
                        : finding.contains("which is that of")
                                ? "uid"
                                : finding.contains("has the shell") ? "shell" : "person";
    }

    /** pwck looks for names that stand twice, in the lines it can read. */
    @Test
    void namesThatStandTwiceAreThoseOfPwck() throws Exception {
        for (int seed = 11; seed <= 14; seed++) {
            Random random = new Random(seed);
            StringBuilder passwd = new StringBuilder("root:x:0:0:root:/root:/bin/bash\n");
            for (int i = 0; i < 60; i++) {
                String name = "u" + random.nextInt(50);
                passwd.append(name + ":x:" + (2000 + i) + ":100::/home/" + name + ":/bin/sh\n");
            }
            Path root = root(passwd.toString(), 1000);
            String said = ToolContainer.debian12()
                    .shell("pwck -r \"$1/etc/passwd\" 2>&1; true", root.toString())
                    .succeeded();
            Set<String> theirs = new TreeSet<>();
            for (String line : said.lines().toList()) {
                if (line.startsWith("delete line '")) {
                    theirs.add(line.substring("delete line '".length(), line.indexOf(':')));
                }
            }
            Set<String> ours = new TreeSet<>();
            for (String finding : Ask.findings(
                    "accounts.single-uid-zero", MemoryFileTree.builder().file("/etc/passwd", passwd.toString()))) {
                assertThat(finding).contains("a second time");
                ours.add(finding.replaceAll("^[^']*'([^']*)'.*$", "$1"));
            }
            assertThat(theirs).hasSizeGreaterThan(5);
            assertThat(ours).as(said).isEqualTo(theirs);
        }
    }
}
