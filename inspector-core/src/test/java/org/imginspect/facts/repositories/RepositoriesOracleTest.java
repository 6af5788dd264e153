package org.imginspect.facts.repositories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.os.OperatingSystemGatherer;
import org.imginspect.facts.packages.PackagesGatherer;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** Sources, configurations and repositories made at random, read by apt, dnf and zypper themselves. */
class RepositoriesOracleTest {
    private static final int CASES = 60;

    private static final String[] LINES = {
        "deb http://deb.debian.org/debian bookworm main contrib # a remark",
        "deb-src http://deb.debian.org/debian bookworm main",
        "deb [arch=amd64] https://user:secret@x.example.com:81/a_b bookworm main",
        "deb [ arch=i386,armhf trusted=yes ] https://x.example.com/ bookworm main",
        "deb [arch=amd64,i386 signed-by=/etc/apt/k#1.gpg] https://y.example.com/debian/ s1 main non-free",
        "  deb\thttp://z.example.com/debian\tbookworm/updates   main ",
        "deb cdrom:[Debian GNU/Linux 12 _Bookworm_ - Official amd64]/ bookworm main",
        "deb https://flat.example.com/ubuntu ./",
        "#deb http://no.example.com/ bookworm main",
        "deb mirror+file:/etc/apt/mirrors/m.list bookworm main",
        "",
    };
    private static final String[] BAD_LINES = {
        "deb http://deb.debian.org/debian bookworm",
        "rpm http://x.example.com/ a b",
        "deb bookworm main",
        "deb [arch=amd64 https://x.example.com/ bookworm main",
        "deb [arch] https://x.example.com/ bookworm main",
        "deb https://flat.example.com/ubuntu ./ main",
    };
    private static final String[] PARAGRAPHS = {
        "Types: deb deb-src\nURIs: https://a.example.com/x_y http://b.example.com\nSuites: s1 s2/updates\nComponents: main non-free\n",
        "# remark\nTypes: deb\nURIs: https://c.example.com/\nSuites: s3\nComponents: main\nEnabled: no\n",
        "types: deb\nURIs:\n https://d.example.com/debian\n https://e.example.com/debian\nSuites: s4\nComponents: main\n contrib\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n -----END PGP PUBLIC KEY BLOCK-----\n",
        "Types: deb\nURIs: https://f.example.com/\nSuites: sub/\n",
        "Types: deb\nURIs: https://g.example.com/debian\nSuites: s5\nComponents: main\nArchitectures: i386\nTrusted: yes\n",
        "Types: deb\n# within\nURIs: https://h.example.com/debian\nSuites: s6\nComponents: main\n",
    };

    private static void write(Path root, String path, String text) throws Exception {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static GuestTree tree(Path root) throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.file("/" + root.relativize(file), Files.readAllBytes(file), 0644, 0, 0);
            }
        }
        return TestFacts.tree(files.build());
    }

    private static String pick(Random random, String[] from) {
        return from[random.nextInt(from.length)];
    }

    @Test
    void aptReadsTheSameSources() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path base = tools.directory("sources");
        Random random = new Random(20261121);
        for (int i = 0; i < CASES; i++) {
            Path root = base.resolve("c" + i);
            StringBuilder lines = new StringBuilder();
            for (int n = random.nextInt(5); n > 0; n--) {
                lines.append(pick(random, LINES)).append('\n');
            }
            if (random.nextInt(5) == 0) {
                lines.append(pick(random, BAD_LINES)).append('\n');
            }
            write(root, "etc/apt/sources.list", lines.toString());
            write(root, "etc/apt/sources.list.d/more.list", pick(random, LINES) + "\n");
            write(root, "etc/apt/sources.list.d/ignored.list.save", "deb https://ignored.example.com/ a b\n");
            write(root, "etc/apt/sources.list.d/what is this.list", "deb https://ignored.example.com/ a b\n");
            StringBuilder paragraphs = new StringBuilder();
            for (int n = random.nextInt(3); n > 0; n--) {
                paragraphs.append(pick(random, PARAGRAPHS)).append('\n');
            }
            write(root, "etc/apt/sources.list.d/new.sources", paragraphs.toString());
            write(root, "etc/apt/trusted.gpg.d/a.asc", "key\n");
            write(root, "etc/apt/apt.conf.d/none", "\n");
            write(root, "etc/apt/preferences.d/none", "\n");
            write(
                    root,
                    "var/lib/dpkg/status",
                    "Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n");
            write(
                    root,
                    "conf",
                    "Dir \"" + root + "\"; Dir::State::status \"" + root
                            + "/var/lib/dpkg/status\"; APT::Architecture \"amd64\"; APT::Architectures { \"amd64\"; };\n");
            Files.createDirectories(root.resolve("var/lib/apt/lists/partial"));
        }
        tools.shell(
                        "cd $1; for c in c*; do APT_CONFIG=$1/$c/conf apt-get update --print-uris > $c/uris 2> $c/wrong; echo $? > $c/code; done",
                        base.toString())
                .succeeded();
        int refused = 0;
        int indexes = 0;
        for (int i = 0; i < CASES; i++) {
            Path root = base.resolve("c" + i);
            Set<String> expected = new TreeSet<>();
            for (String line : Files.readAllLines(root.resolve("uris"))) {
                String uri = line.substring(1, line.indexOf('\'', 1));
                if (uri.endsWith("/binary-amd64/Packages.xz")
                        || uri.endsWith("/Sources.xz")
                        || uri.endsWith("/./Packages.xz")
                        || uri.endsWith("/sub/Packages.xz")) {
                    expected.add(uri.substring(0, uri.length() - ".xz".length()).replace("cdrom://", "cdrom:"));
                }
            }
            Repositories ours = AptSources.read(tree(root));
            boolean broken = ours.weaknesses().stream().anyMatch(weak -> weak.kind() == Weakness.Kind.BROKEN);
            String what = Files.readString(root.resolve("etc/apt/sources.list"))
                    + Files.readString(root.resolve("etc/apt/sources.list.d/new.sources"))
                    + Files.readString(root.resolve("wrong"));
            boolean theirs = !Files.readString(root.resolve("code")).strip().equals("0");
            assertThat(broken).as("case %s: %s%n%s", i, ours.weaknesses(), what).isEqualTo(theirs);
            if (broken) {
                refused++;
                continue;
            }
            assertThat(indexes(ours)).as("case %s:%n%s", i, what).isEqualTo(expected);
            indexes += expected.size();
        }
        assertThat(refused).isBetween(5, CASES / 2);
        assertThat(indexes).isGreaterThan(150);
    }

    private static Set<String> indexes(Repositories repositories) {
        TreeSet<String> indexes = new TreeSet<>();
        for (Repository each : repositories.all()) {
            if (!each.isEnabled()
                    || (!each.architectures().isEmpty()
                            && !each.architectures().contains("amd64")
                            && !each.isForSources())) {
                continue;
            }
            for (Location location : each.locations()) {
                String uri = location.uri().endsWith("/") ? location.uri() : location.uri() + "/";
                for (String suite : each.suites()) {
                    if (each.components().isEmpty()) {
                        indexes.add(uri + (suite) + (each.isForSources() ? "Sources" : "Packages"));
                    }
                    for (String component : each.components()) {
                        indexes.add(uri + "dists/" + suite + "/" + component
                                + (each.isForSources() ? "/source/Sources" : "/binary-amd64/Packages"));
                    }
                }
            }
        }
        return indexes;
    }

    private static final String[] STATEMENTS = {
        "A::One \"x\";", "a::one \"X\";", "A { One \"y\"; Two { Three \"z\"; }; };", "B::C yes;",
                "// remark A::One \"no\";",
        "# remark", "/* several\nlines A::One \"no\"; */", "A::List { \"a\"; \"b\"; };", "A::List:: \"c\";",
                "B { C \"1\" ; D \"with blanks; and { braces }\"; }",
        "#clear A::Two;", "E::F \"//no remark\"; // remark", "B::C \"\";",
                "G\n{\n  H \"v\";\n  // inner\n  I::J \"w\";\n};", "K::L \"a\\b\";",
        "#clear A;", "Acquire::https::x.example.com::Verify-Peer \"false\";", "M::N \"1\" ;O::P \"2\";",
    };
    private static final String[] BAD_STATEMENTS = {
        "E::F \"a\" \"b\";",
        "K::L a\"b\"c;",
        "A \"1\" { One \"2\"; };",
        "B::C \"1\" } A::One \"2\";",
        "A x \"y\";",
        "R::S a b;",
        "}",
        "};",
        "A { One \"1\";",
        "A::One \"1\"",
        "{ A \"1\"; };"
    };

    @Test
    void aptReadsTheSameConfiguration() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path base = tools.directory("conf");
        Random random = new Random(20261122);
        for (int i = 0; i < CASES; i++) {
            Path root = base.resolve("c" + i);
            for (String file : List.of("apt.conf.d/10a", "apt.conf.d/20b.conf", "apt.conf.d/30c.bak", "apt.conf")) {
                StringBuilder text = new StringBuilder();
                for (int n = random.nextInt(6); n > 0; n--) {
                    text.append(pick(random, STATEMENTS)).append('\n');
                }
                if (file.equals("apt.conf") && random.nextInt(2) == 0) {
                    text.append(pick(random, BAD_STATEMENTS)).append('\n');
                }
                write(root, "etc/apt/" + file, text.toString());
            }
            write(root, "conf", "Dir \"" + root + "\";\n");
        }
        tools.shell(
                        "cd $1; for c in c*; do APT_CONFIG=$1/$c/conf apt-config dump --format '%F=%v%n' > $c/dump 2> $c/wrong; echo $? > $c/code; done",
                        base.toString())
                .succeeded();
        int values = 0;
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            Path root = base.resolve("c" + i);
            String what = "";
            for (String file : List.of("apt.conf.d/10a", "apt.conf.d/20b.conf", "apt.conf")) {
                what += "-- " + file + "\n" + Files.readString(root.resolve("etc/apt/" + file));
            }
            what += Files.readString(root.resolve("wrong"));
            AptConfiguration ours = AptConfiguration.read(tree(root));
            boolean theirs = !Files.readString(root.resolve("code")).strip().equals("0");
            assertThat(!ours.mistakes().isEmpty()).as("case %s:%n%s", i, what).isEqualTo(theirs);
            if (theirs) {
                refused++;
                continue;
            }
            Map<String, String> expected = new TreeMap<>();
            for (String line : Files.readAllLines(root.resolve("dump"))) {
                int equals = line.indexOf('=');
                String name = line.substring(0, Math.max(0, equals)).toLowerCase(Locale.ROOT);
                boolean mine = name.matches("[abegkmo](::.*)?|acquire::https::.*") && !name.endsWith("::");
                if (mine && equals < line.length() - 1) {
                    expected.put(name, line.substring(equals + 1));
                }
            }
            for (Map.Entry<String, String> each : expected.entrySet()) {
                assertThat(ours.find(each.getKey()).map(AptConfiguration.Setting::value))
                        .as("case %s: %s in%n%s", i, each.getKey(), what)
                        .contains(each.getValue());
                values++;
            }
            for (String name : List.of("a::one", "a::two::three", "b::c", "b::d", "e::f", "g::h", "k::l")) {
                boolean set =
                        ours.find(name).map(found -> !found.value().isEmpty()).orElse(false);
                assertThat(set).as("case %s: %s in%n%s", i, name, what).isEqualTo(expected.containsKey(name));
            }
        }
        assertThat(values).isGreaterThan(100);
        assertThat(refused).isGreaterThan(3);
    }

    private static final String[] KEYS = {
        "enabled=0",
        "enabled=1",
        "enabled=False",
        "enabled = yes",
        "gpgcheck=1",
        "gpgcheck=0",
        "gpgcheck=true",
        "repo_gpgcheck=1",
        "sslverify=0",
        "baseurl=https://a.example.com/$releasever/$basearch",
        "baseurl=http://b.example.com/\n  https://c.example.com/x,y",
        "baseurl=https://d.example.com/ https://e.example.com/${releasever}/",
        "mirrorlist=http://f.example.com/?a=$basearch&b=$infra",
        "metalink=https://g.example.com/metalink?repo=a&protocol=https,http",
        "exclude=kernel* glibc",
        "excludepkgs=a,b",
        "# remark=1",
        "; remark=2",
        "name=N",
    };

    private static String repository(Random random, String id, boolean zypp) {
        StringBuilder text = new StringBuilder("[" + id + "]\nname=N\n");
        text.append("baseurl=https://base.example.com/").append(id).append('\n');
        for (int n = random.nextInt(6); n > 0; n--) {
            String key = pick(random, KEYS);
            boolean known = !zypp
                    || (!key.startsWith("exclude")
                            && !key.startsWith("sslverify")
                            && !key.startsWith("metalink")
                            && !key.contains("$")
                            && !key.contains("x,y")
                            && !key.startsWith("mirrorlist")
                            && !key.contains(" https"));
            if (known) {
                text.append(key).append('\n');
            }
        }
        return text.append('\n').toString();
    }

    @Test
    void dnfReadsTheSameRepositories() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path base = tools.directory("dnf");
        Random random = new Random(20261123);
        for (int i = 0; i < CASES; i++) {
            Path root = base.resolve("c" + i);
            write(
                    root,
                    "etc/dnf/dnf.conf",
                    "[main]\n" + (random.nextBoolean() ? "gpgcheck=1\n" : "")
                            + (random.nextInt(4) == 0 ? "sslverify=0\n" : "")
                            + (random.nextInt(4) == 0 ? "repo_gpgcheck=1\n" : ""));
            write(root, "etc/dnf/vars/infra", "stock\n");
            write(root, "etc/dnf/vars/basearch", "x86_64\n");
            write(root, "etc/os-release", "ID=rocky\nID_LIKE=rhel\nVERSION_ID=9.5\n");
            write(root, "etc/yum.repos.d/a.repo", repository(random, "a", false) + repository(random, "b", false));
            write(root, "etc/yum.repos.d/c.repo.rpmsave", repository(random, "no", false));
        }
        write(base, "ask.py", """
                import dnf, sys, os
                for case in sorted(os.listdir(sys.argv[1])):
                    root = os.path.join(sys.argv[1], case)
                    if not case.startswith('c'): continue
                    base = dnf.Base()
                    base.conf.read(root + '/etc/dnf/dnf.conf')
                    base.conf.reposdir = [root + '/etc/yum.repos.d']
                    base.conf.substitutions['releasever'] = '9'
                    base.conf.substitutions['basearch'] = 'x86_64'
                    base.conf.substitutions['infra'] = 'stock'
                    base.read_all_repos()
                    for r in base.repos.all():
                        urls = list(r.baseurl) + [u for u in (r.mirrorlist, r.metalink) if u]
                        print(case, r.id, bool(r.enabled), bool(r.gpgcheck or r.repo_gpgcheck), bool(r.repo_gpgcheck),
                              bool(r.sslverify), ' '.join(sorted(urls)), '|', ' '.join(sorted(set(r.excludepkgs))))
                """);
        List<String> expected = tools.exec("python3", base.resolve("ask.py").toString(), base.toString())
                .lines();
        List<String> ours = new ArrayList<>();
        for (String name : Stream.of(base.toFile().list())
                .sorted()
                .filter(name -> name.startsWith("c"))
                .toList()) {
            for (Repository each : rpm(base.resolve(name))) {
                TreeSet<String> urls = new TreeSet<>();
                boolean https = false;
                for (Location location : each.locations()) {
                    urls.add(location.uri());
                    https |= location.scheme().equals("https");
                }
                assertThat(https).isTrue();
                ours.add(name + " " + each.id() + " " + word(each.isEnabled()) + " "
                        + word(none(each, Weakness.Kind.UNSIGNED)) + " " + word(each.isMetadataSigned()) + " "
                        + word(none(each, Weakness.Kind.ANY_SERVER)) + " " + String.join(" ", urls) + " | "
                        + String.join(" ", new TreeSet<>(each.excludes())));
            }
        }
        assertThat(ours).hasSize(2 * CASES);
        for (int i = 0; i < ours.size(); i++) {
            assertThat(ours.get(i).strip()).isEqualTo(expected.get(i).strip());
        }
    }

    private static boolean none(Repository repository, Weakness.Kind kind) {
        return repository.weaknesses().stream().noneMatch(weakness -> weakness.kind() == kind);
    }

    private static String word(boolean value) {
        return value ? "True" : "False";
    }

    private static List<Repository> rpm(Path root) throws Exception {
        GuestTree tree = tree(root);
        Facts facts = TestFacts.of(tree, new PackagesGatherer(), new OperatingSystemGatherer());
        return RpmRepositories.read(tree, facts.find(org.imginspect.facts.os.OperatingSystem.class), packages())
                .all();
    }

    /** Any will do: it is only asked whether yum is there. */
    private static org.imginspect.facts.packages.Packages packages() throws Exception {
        GuestTree tree = TestFacts.tree(MemoryFileTree.builder()
                .file("/var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nVersion: 1\n")
                .build());
        return TestFacts.of(tree, new PackagesGatherer())
                .find(org.imginspect.facts.packages.Packages.class)
                .orElseThrow();
    }

    @Test
    void zypperReadsTheSameRepositories() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path base = tools.directory("zypper");
        Random random = new Random(20261124);
        for (int i = 0; i < CASES / 2; i++) {
            Path root = base.resolve("c" + i);
            write(root, "etc/os-release", "ID=opensuse-leap\nID_LIKE=suse\nVERSION_ID=15.6\n");
            StringBuilder text = new StringBuilder();
            for (String id : List.of("a", "b", "c")) {
                text.append(repository(random, id, true));
                if (random.nextInt(4) == 0) {
                    text.insert(text.length() - 1, "pkg_gpgcheck=1\n");
                }
            }
            write(root, "etc/zypp/repos.d/all.repo", text.toString());
        }
        List<String> expected = tools.shell(
                        "cd $1; for c in c*; do zypper --root $1/$c --no-refresh --xmlout lr -d 2>/dev/null | tr -d '\\n' | sed 's/<repo /\\n<repo /g' |"
                                + " sed -n \"s/<repo alias=\\\"\\([^\\\"]*\\)\\\".*enabled=\\\"\\(.\\)\\\".* gpgcheck=\\\"\\(.\\)\\\" repo_gpgcheck=\\\"\\(.\\)\\\" pkg_gpgcheck=\\\"\\(.\\)\\\".*<url>\\([^<]*\\)<.*/$c \\1 \\2 \\3\\4\\5 \\6/p\"; echo; done | grep .",
                        base.toString())
                .lines();
        assertThat(expected).hasSizeGreaterThan(CASES);
        List<String> ours = new ArrayList<>();
        List<String> theirs = new ArrayList<>();
        Map<String, Repository> byName = new TreeMap<>();
        for (String name : base.toFile().list()) {
            for (Repository each : rpm(base.resolve(name))) {
                byName.put(name + " " + each.id(), each);
            }
        }
        for (String line : expected) {
            String[] words = line.split(" ", -1);
            Repository each = Objects.requireNonNull(byName.get(words[0] + " " + words[1]));
            boolean unsigned = words[3].equals("000");
            theirs.add(words[0] + " " + words[1] + " " + words[2] + " " + unsigned + " " + words[4]);
            ours.add(words[0] + " " + words[1] + " " + (each.isEnabled() ? 1 : 0) + " "
                    + !none(each, Weakness.Kind.UNSIGNED) + " "
                    + each.locations().get(0).uri());
        }
        assertThat(ours).isEqualTo(theirs);
    }
}
