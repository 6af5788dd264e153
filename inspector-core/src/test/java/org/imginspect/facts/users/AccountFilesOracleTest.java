package org.imginspect.facts.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.imginspect.facts.TestFacts;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** Account files against the C library of Debian 12 (getpwent, getgrent and getspent in a chroot) and against passwd(1), pwck(8) and login.defs's readers. */
class AccountFilesOracleTest {
    private static final String READ = """
            import os, sys, pwd, grp, spwd
            encode = sys.stdout.buffer
            os.chroot(sys.argv[1])
            out = lambda *fields: encode.write(('\\x1f'.join(str(f) for f in fields) + '\\n').encode('utf-8', 'surrogateescape'))
            number = lambda n: n & 0xffffffff # Python shows the last one as -1
            for p in pwd.getpwall(): out('passwd', p.pw_name, p.pw_passwd, number(p.pw_uid), number(p.pw_gid), p.pw_gecos, p.pw_dir, p.pw_shell)
            for g in grp.getgrall(): out('group', g.gr_name, number(g.gr_gid), ','.join(g.gr_mem))
            for s in spwd.getspall(): out('shadow', s.sp_namp, s.sp_pwdp)
            """;

    private static final String HASH =
            "$6$rounds=1000$Kq8vB2xNw3Rt$/C2rEgkPjVrUX.P3iZ0iIn9ldhCCSBE3wbJeSoJ7WR5XvX5RA2/g11m4LXOAPBnI8rPQ/7Y47Tg0fAwHL0Ggy1";

    private static final String[] NUMBERS = {
        "0",
        "1000",
        "500",
        "1001",
        "-18446744073709551615",
        "18446744073709551615",
        "65534",
        "00",
        "+0",
        " 0",
        "\t7",
        "-1",
        "4294967295",
        "4294967296",
        "99999999999999999999",
        "",
        "x",
        "1x",
        "1 ",
        "0x10",
        "-0",
        "--1",
        "+",
        "2147483648"
    };
    private static final String[] PASSWORDS = {"x", "*", "!", "!!", "", HASH, "!" + HASH, "*LK*", "##n", "ab", "!*"};
    private static final String[] SHELLS = {"/bin/bash", "", "/usr/sbin/nologin", "/bin/sh extra", "none"};
    private static final String[] STARTS = {"", "", "", "", "", "", " ", "\t ", "#", " #", "+", "-"};

    private record Files3(String passwd, String group, String shadow) {}

    private static Files3 generate(Random random) {
        StringBuilder passwd = new StringBuilder();
        StringBuilder group = new StringBuilder();
        StringBuilder shadow = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            String name = "u" + random.nextInt(300);
            List<String> fields = new ArrayList<>(List.of(
                    any(random, STARTS) + name,
                    any(random, PASSWORDS),
                    any(random, NUMBERS),
                    any(random, NUMBERS),
                    random.nextBoolean() ? "" : "A B,,,",
                    random.nextBoolean() ? "/home/" + name : "rel",
                    any(random, SHELLS)));
            int length = random.nextInt(8) == 0 ? 1 + random.nextInt(7) : 7;
            passwd.append(String.join(":", fields.subList(0, length)));
            passwd.append(random.nextInt(20) == 0 ? ":more" : "").append('\n');
            passwd.append(random.nextInt(20) == 0 ? "\n" : "").append(random.nextInt(30) == 0 ? "   \n" : "");
            String members = switch (random.nextInt(6)) {
                case 0 -> "";
                case 1 -> "u1";
                case 2 -> "u1,u2";
                case 3 -> "u1, u2";
                case 4 -> ",u1,,u2,";
                default -> " u3";
            };
            group.append(any(random, STARTS) + "g" + i + ":x:" + any(random, NUMBERS) + ":" + members + "\n");
            shadow.append(any(random, STARTS) + name + ":" + any(random, PASSWORDS) + ":20000:0:99999:7:::\n");
        }
        return new Files3(passwd.toString(), group.toString(), shadow.toString());
    }

    private static String any(Random random, String[] of) {
        return of[random.nextInt(of.length)];
    }

    private static Path write(Files3 files) throws IOException {
        Path root = ToolContainer.debian12().directory("accounts");
        Path etc = Files.createDirectory(root.resolve("etc"));
        Files.writeString(etc.resolve("passwd"), files.passwd);
        Files.writeString(etc.resolve("group"), files.group);
        Files.writeString(etc.resolve("shadow"), files.shadow);
        Files.writeString(etc.resolve("nsswitch.conf"), "passwd: files\ngroup: files\nshadow: files\n");
        return root;
    }

    private static GuestTree tree(Files3 files) {
        return TestFacts.tree(MemoryFileTree.builder()
                .file("/etc/passwd", files.passwd)
                .file("/etc/group", files.group)
                .file("/etc/shadow", files.shadow)
                .build());
    }

    /**
     * One difference is meant: lines that begin with + or - are NIS's, which getpwent and its kin show and which no lookup by name or number ever finds; they are left
     * out on both sides.
     */
    @Test
    void accountsGroupsAndPasswordsAreThoseOfTheCLibrary() throws Exception {
        int accounts = 0;
        for (int seed = 1; seed <= 6; seed++) {
            Files3 files = generate(new Random(seed));
            List<String> theirs = ToolContainer.debian12()
                    .exec("python3", "-W", "ignore", "-c", READ, write(files).toString())
                    .lines();
            GuestTree tree = tree(files);
            Users users = new UsersGatherer().gather(tree, TestFacts.of(tree)).orElseThrow();
            Groups groups =
                    new GroupsGatherer().gather(tree, TestFacts.of(tree)).orElseThrow();
            List<String> ours = new ArrayList<>();
            for (Users.Account account : users.accounts()) {
                if (account.isValid()) {
                    ours.add("passwd " + account.name() + " " + account.password() + " " + account.uid() + " "
                            + account.gid()
                            + " " + account.gecos() + " "
                            + account.home().map(Object::toString).orElse("rel") + " "
                            + account.shell());
                    accounts++;
                }
            }
            for (Groups.Group group : groups.groups()) {
                if (group.gid() >= 0) {
                    ours.add("group " + group.name() + " " + group.gid() + " " + String.join(",", group.members()));
                }
            }
            for (Users.Password password : users.passwords()) {
                if (!password.group()) {
                    ours.add("shadow " + password.name() + " " + password.field());
                }
            }
            List<String> expected = new ArrayList<>();
            for (String line : theirs) {
                String[] f = line.split("\u001f", -1);
                if (f[1].startsWith("+") || f[1].startsWith("-")) {
                    continue;
                }
                expected.add(
                        switch (f[0]) {
                            case "passwd" ->
                                "passwd " + f[1] + " " + PasswordField.inPasswd(f[2]) + " " + f[3] + " " + f[4] + " "
                                        + f[5] + " " + (f[6].isEmpty() ? "rel" : f[6]) + " " + f[7];
                            case "group" -> "group " + f[1] + " " + f[2] + " " + f[3];
                            default -> "shadow " + f[1] + " " + PasswordField.of(f[2]);
                        });
            }
            assertThat(ours).as("seed %d", seed).isEqualTo(expected);
        }
        assertThat(accounts).isGreaterThan(300);
    }

    /**
     * passwd -S calls every field that begins with a lock locked, an empty one "no password", and anything else a password, also what no hash can equal. Ours
     * are finer, never different.
     */
    @Test
    void statesOfPasswordsAreThoseOfPasswd() throws Exception {
        String[] fields = {
            "",
            "!",
            "!!",
            "*",
            "!*",
            "*!",
            "*LK*",
            "*NP*",
            "x",
            "NP",
            HASH,
            "!" + HASH,
            "!!" + HASH,
            "*" + HASH,
            "$6$",
            "abhKo2urtNdfg",
            "!abhKo2urtNdfg",
            "$y$j9T$/6k.2IU/5UE08g.1Bsk1E2KMV3KMV3KMV3KMV3KMV34$5G4j0qeI32XaL2.hkOp0jpit/IXFu2KzTm.pw901Rm2"
        };
        StringBuilder passwd = new StringBuilder("root:x:0:0:root:/root:/bin/sh\n");
        StringBuilder shadow = new StringBuilder("root:*:20000:0:99999:7:::\n");
        for (int i = 0; i < fields.length; i++) {
            passwd.append("u" + i + ":x:" + (1000 + i) + ":1000::/home/u" + i + ":/bin/sh\n");
            shadow.append("u" + i + ":" + fields[i] + ":20000:0:99999:7:::\n");
        }
        Files3 files = new Files3(passwd.toString(), "root:x:0:\n", shadow.toString());
        List<String> lines = ToolContainer.debian12()
                .exec("passwd", "--root", write(files).toString(), "--status", "--all")
                .lines();
        GuestTree tree = tree(files);
        Users users = new UsersGatherer().gather(tree, TestFacts.of(tree)).orElseThrow();
        assertThat(lines).hasSize(fields.length + 1);
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            PasswordField.Kind kind =
                    users.shadow(words[0]).orElseThrow().field().kind();
            switch (words[1]) {
                case "NP" -> assertThat(kind).as(line).isEqualTo(PasswordField.Kind.EMPTY);
                case "L" -> assertThat(kind).as(line).isIn(PasswordField.Kind.NONE, PasswordField.Kind.LOCKED_HASH);
                default -> assertThat(kind).as(line).isIn(PasswordField.Kind.HASH, PasswordField.Kind.NONE);
            }
        }
    }

    /** useradd -D and useradd itself read login.defs: the number they give a new account is the first of the range. */
    @Test
    void theFirstNumberOfPeopleIsTheOneThatUseraddGives() throws Exception {
        String[] defs = {
            "",
            "UID_MIN 500\n",
            "UID_MIN\t\t\"700\"\n",
            "#UID_MIN 500\n",
            "UID_MIN 500\nUID_MIN 600\n",
            "  UID_MIN   2000  \n",
            "UID_MIN 0x400\n",
            "UID_MIN 01750\n",
            "uid_min 500\n",
            "UID_MIN\n",
            "UID_MIN 700 # people\n"
        };
        for (String text : defs) {
            Path root = write(
                    new Files3("root:x:0:0:root:/root:/bin/sh\n", "root:x:0:\nusers:x:100:\n", "root:*:::::::\n"));
            Files.writeString(root.resolve("etc/login.defs"), text + "UID_MAX 60000\n");
            ToolContainer.debian12()
                    .exec("useradd", "--root", root.toString(), "-N", "-g", "100", "someone")
                    .succeeded();
            String uid = Files.readAllLines(root.resolve("etc/passwd")).stream()
                    .filter(line -> line.startsWith("someone:"))
                    .findFirst()
                    .orElseThrow()
                    .split(":", -1)[2];
            GuestTree tree = TestFacts.tree(MemoryFileTree.builder()
                    .file("/etc/login.defs", text + "UID_MAX 60000\n")
                    .build());
            LoginDefs ours =
                    new LoginDefsGatherer().gather(tree, TestFacts.of(tree)).orElseThrow();
            assertThat(String.format(Locale.ROOT, "%d", ours.uidMin())).as(text).isEqualTo(uid);
        }
    }
}
