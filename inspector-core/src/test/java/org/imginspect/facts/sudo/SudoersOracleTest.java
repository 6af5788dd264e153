package org.imginspect.facts.sudo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.imginspect.facts.TestFacts;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Our reading of sudoers against {@code cvtsudoers -f json} and {@code visudo -c} of sudo 1.9.13 and 1.9.16, on generated files. */
class SudoersOracleTest {
    private static final int FILES = 400;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is wrong with the name or value of a setting, the value of an option or a regular expression, none of which we judge. */
    private static final String ABOUT_VALUES =
            ".*(unknown defaults|option|for \"|operator|invalid notafter|invalid timeout|timeout value|invalid regular|brackets? |repetition|back reference).*";

    @Test
    void generatedFilesMeanWhatCvtsudoersSays() throws Exception {
        List<String> files = new ArrayList<>();
        for (int seed = 0; seed < FILES; seed++) {
            files.add(new SudoersText(new Random(seed)).file());
        }
        assertThat(compare(ToolContainer.debian13(), files)).isGreaterThan(FILES * 3 / 4);
        assertThat(compare(ToolContainer.debian12(), files.subList(0, 100))).isGreaterThan(75);
    }

    @Test
    void brokenFilesAreBrokenForBoth() throws Exception {
        List<String> files = new ArrayList<>();
        for (int seed = 0; seed < FILES; seed++) {
            Random random = new Random(100_000L + seed);
            StringBuilder text = new StringBuilder(new SudoersText(random).line());
            for (int i = 0; i < 1 + random.nextInt(2); i++) {
                int at = random.nextInt(text.length());
                String noise = "!#:,=()\\\"% +-@/^$ \tALL*";
                char c = noise.charAt(random.nextInt(noise.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, c);
                    default -> text.setCharAt(at, c);
                }
            }
            files.add(text.append('\n').toString());
        }
        assertThat(compare(ToolContainer.debian13(), files)).isBetween(FILES / 10, FILES * 9 / 10);
    }

    @Test
    void handMadeCases() throws Exception {
        compare(
                ToolContainer.debian13(),
                List.of(
                        "a ALL=/bin/x",
                        "\"%a b\" ALL=ALL\n",
                        "a\\x41 ALL=ALL\n",
                        "User_Alias A=a:B=b\\ c\n",
                        "a ALL = (:g) ALL\n",
                        "a ALL = () ALL\n",
                        "a ALL = (a,b:) ALL\n",
                        "a ALL = (:) ALL\n",
                        "a ALL=sha256:abc /bin/x\n",
                        "a ALL=(ALL) NOPASSWD : ALL,PASSWD:/bin/x, !ALL\n",
                        "a, !b,%g ALL=!!ALL\n",
                        "a ALL=ALL : : \n",
                        "a ALL=ALL,\n",
                        "a ALL=\\\n  ALL\n",
                        "Defaults env_keep = \"a\\\n   b\", \\\n !authenticate\n",
                        "a ALL=/bin/ x\n",
                        "a ALL=/bin/[ab] \"\"\n",
                        "a ALL=/bin/x ^a b$\n",
                        "#1 ALL=ALL\n#x\n# 1 ALL=ALL\n##\n",
                        "a fe80::1/64, 10.1.1.1/255.0.0.0, x.y=ALL\n",
                        "a ALL=ALL # foo\n",
                        "a ALL=/bin/x #5\n",
                        "User_Alias ALL = x\n",
                        "User_Alias X = x\nUser_Alias X = y\n",
                        "Defaults:a,b  !lecture\nDefaults:\"a b\" !lecture\nDefaults!/bin/x,Y !lecture\nDefaults@!h !lecture\n",
                        "a ALL=sudoedit /etc/x y, sudoedit\n",
                        "a ALL=(ALL) /bin/x \\\n  -a \\\n -b\n",
                        "a b ALL=ALL\n",
                        "a ALL=NOPASSWD:NOPASSWD\n",
                        "+n, %:nu, %#5, %:#6 +h = ALL\n",
                        "\ta  ALL=ALL\r\nb ALL=ALL\r\n",
                        "Cmnd_Alias A = ALL, !B\nCmd_Alias C = A\n",
                        "a ALL=sha224:x,sha256:y ALL\n",
                        "a ALL=/bin/x *, /bin/y [a-z]*\\:b \\\\ \\*\n",
                        "  Defaults  !lecture\n   User_Alias  X=y\n",
                        "Defaults\n",
                        "Defaults!\n",
                        "Defaultsx\n",
                        "a ALL=ALL\\\n\n",
                        "a ALL=(root) CWD=/tmp CHROOT=* NOPASSWD: /bin/x, TIMEOUT=5m /bin/y\n"));
    }

    /** How many of the files both understand; of the others both say that they are broken. */
    private static int compare(ToolContainer tools, List<String> files) throws Exception {
        Path directory = tools.directory("sudoers");
        for (int i = 0; i < files.size(); i++) {
            Files.writeString(directory.resolve(i + ".in"), files.get(i));
        }
        tools.shell(
                        "cd $1; for f in *.in; do cvtsudoers -f json -o $f.json $f 2>$f.err; done; chmod -R a+rX .",
                        directory.toString())
                .succeeded();
        int good = 0;
        for (int i = 0; i < files.size(); i++) {
            Sudoers ours = read(files.get(i));
            List<String> complaints = Files.readAllLines(directory.resolve(i + ".in.err")).stream()
                    .filter(line -> line.matches("\\S*\\.in:\\d+:\\d+: .*") && !line.matches(ABOUT_VALUES))
                    .toList();
            if (Files.readAllLines(directory.resolve(i + ".in.err")).stream()
                    .anyMatch(line -> line.matches(ABOUT_VALUES))) {
                continue;
            }
            String text = "file " + i + ":\n" + files.get(i);
            assertThat(ours.faults().isEmpty())
                    .as("%s%n%s%n%s", text, ours.faults(), complaints)
                    .isEqualTo(complaints.isEmpty());
            if (!complaints.isEmpty()) {
                continue;
            }
            good++;
            JsonNode theirs = json(directory.resolve(i + ".in.json"));
            assertThat(rows(ours)).as(text).containsExactlyElementsOf(rows(theirs));
            assertThat(aliases(ours)).as(text).isEqualTo(aliases(theirs));
            assertThat(settings(ours)).as(text).containsExactlyElementsOf(settings(theirs));
        }
        return good;
    }

    private static JsonNode json(Path file) throws IOException {
        String text = Files.readString(file);
        return text.isBlank() ? JSON.readTree("{}") : JSON.readTree(text);
    }

    private static Sudoers read(String content) throws Exception {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("/etc/sudoers", content.getBytes(StandardCharsets.UTF_8), 0440, 0, 0)
                .build();
        GuestTree guest = TestFacts.tree(tree);
        return new SudoersGatherer().gather(guest, TestFacts.of(guest)).orElseThrow();
    }

    // Rules, one row each: users|hosts|runas users|runas groups|tags|command.

    private static List<String> rows(Sudoers ours) {
        List<String> rows = new ArrayList<>();
        for (Sudoers.Rule rule : ours.rules()) {
            Map<String, Boolean> tags = new TreeMap<>(rule.tags());
            tags.remove("setenv");
            rows.add(members(rule.users(), "user") + "|" + members(rule.hosts(), "host") + "|"
                    + rule.runAsUsers().map(list -> members(list, "runas")).orElse("-") + "|"
                    + rule.runAsGroups()
                            .map(list -> members(list, "runasgroup"))
                            .orElse("-") + "|"
                    + tags + "|" + members(List.of(rule.command()), "cmnd"));
        }
        return rows;
    }

    private static List<String> rows(JsonNode theirs) {
        List<String> rows = new ArrayList<>();
        for (JsonNode spec : theirs.path("User_Specs")) {
            for (JsonNode commands : spec.path("Cmnd_Specs")) {
                Map<String, Boolean> tags = new TreeMap<>();
                for (JsonNode option : commands.path("Options")) {
                    option.properties().forEach(field -> {
                        if (field.getValue().isBoolean() && !field.getKey().equals("setenv")) {
                            tags.put(field.getKey(), field.getValue().asBoolean());
                        }
                    });
                }
                for (JsonNode command : commands.path("Commands")) {
                    rows.add(members(spec.path("User_List")) + "|" + members(spec.path("Host_List")) + "|"
                            + (commands.has("runasusers")
                                    ? members(commands.path("runasusers"))
                                    : commands.has("runasgroups") ? "[username=]" : "-")
                            + "|"
                            + (commands.has("runasgroups") ? members(commands.path("runasgroups")) : "-") + "|"
                            + tags + "|" + List.of(member(command)));
                }
            }
        }
        return rows;
    }

    private static Map<String, String> aliases(Sudoers ours) {
        Map<String, String> found = new TreeMap<>();
        for (Sudoers.Alias alias : ours.aliases()) {
            String list = switch (alias.kind()) {
                case USER -> "user";
                case RUNAS -> "runas";
                case HOST -> "host";
                case COMMAND -> "cmnd";
            };
            found.put(list + " " + alias.name(), members(alias.members(), list));
        }
        return found;
    }

    private static Map<String, String> aliases(JsonNode theirs) {
        Map<String, String> found = new TreeMap<>();
        Map.of("User_Aliases", "user", "Runas_Aliases", "runas", "Host_Aliases", "host", "Command_Aliases", "cmnd")
                .forEach((key, list) -> theirs.path(key)
                        .properties()
                        .forEach(field -> found.put(list + " " + field.getKey(), members(field.getValue()))));
        return found;
    }

    private static List<String> settings(Sudoers ours) {
        List<String> rows = new ArrayList<>();
        for (Sudoers.Setting setting : ours.defaults()) {
            String list = switch (setting.scope()) {
                case EVERYBODY, USERS -> "user";
                case RUNAS -> "runas";
                case HOSTS -> "host";
                case COMMANDS -> "cmnd";
            };
            String value = setting.value()
                    .map(text -> setting.name().equals("env_keep")
                                    || setting.name().equals("env_check")
                            ? setting.operator()
                                    + List.of(text.strip().split("[ \t]+", -1)).toString()
                            : "=" + text)
                    .orElse("=" + setting.on());
            rows.add(members(setting.members(), list) + " " + setting.name() + value);
        }
        return rows;
    }

    private static List<String> settings(JsonNode theirs) {
        List<String> rows = new ArrayList<>();
        for (JsonNode entry : theirs.path("Defaults")) {
            for (JsonNode option : entry.path("Options")) {
                String operation = option.path("operation").asString("");
                option.properties().forEach(field -> {
                    if (field.getKey().equals("operation")) {
                        return;
                    }
                    String value = field.getValue().isArray()
                            ? ""
                            : "=" + field.getValue().asString();
                    if (field.getValue().isArray()) {
                        List<String> items = new ArrayList<>();
                        field.getValue().forEach(item -> items.add(item.asString()));
                        value = (operation.equals("list_add") ? "+" : operation.equals("list_remove") ? "-" : "=")
                                + items;
                    }
                    rows.add(members(entry.path("Binding")) + " " + field.getKey() + value);
                });
            }
        }
        return rows;
    }

    private static String members(JsonNode list) {
        List<String> found = new ArrayList<>();
        list.forEach(member -> found.add(member(member)));
        return found.toString();
    }

    private static String member(JsonNode member) {
        StringBuilder text = new StringBuilder(member.path("negated").asBoolean() ? "!" : "");
        List<String> digests = new ArrayList<>();
        member.properties().forEach(field -> {
            if (field.getKey().startsWith("sha")) {
                if (field.getValue().isArray()) {
                    field.getValue().forEach(each -> digests.add(field.getKey() + ":" + each.asString()));
                } else {
                    digests.add(field.getKey() + ":" + field.getValue().asString());
                }
            } else if (!field.getKey().equals("negated")) {
                // Newer ones print an alias that is not defined as the name that it then is.
                text.append(field.getKey()
                                .replace("useralias", "username")
                                .replace("runasalias", "username")
                                .replace("hostalias", "hostname"))
                        .append('=')
                        .append(field.getValue().asString());
            }
        });
        return text + (digests.isEmpty() ? "" : digests.toString());
    }

    private static String members(List<SudoMember> list, String kind) {
        List<String> found = new ArrayList<>();
        for (SudoMember member : list) {
            String plain = switch (member.kind()) {
                case ALL ->
                    switch (kind) {
                        case "host" -> "hostname=ALL";
                        case "cmnd" -> "command=ALL";
                        case "runasgroup" -> "usergroup=ALL";
                        default -> "username=ALL";
                    };
                case ALIAS ->
                    switch (kind) {
                                case "host" -> "hostname=";
                                case "cmnd" -> "cmndalias=";
                                case "user" -> "username=";
                                default -> "username=";
                            }
                            + member.text();
                case NAME ->
                    switch (kind) {
                                case "host" -> "hostname=";
                                case "runasgroup" -> "usergroup=";
                                default -> "username=";
                            }
                            + member.text();
                case ID -> (kind.equals("runasgroup") ? "usergid=" : "userid=") + member.text();
                case GROUP -> "usergroup=" + member.text();
                case GROUP_ID -> "usergid=" + member.text();
                case OTHER_GROUP ->
                    member.text().startsWith("#")
                            ? "nonunixgid=" + member.text().substring(1)
                            : "nonunixgroup=" + member.text();
                case NETGROUP -> "netgroup=" + member.text();
                case ADDRESS -> "networkaddr=" + member.text();
                case COMMAND ->
                    "command=" + member.text()
                            + member.arguments().map(a -> " " + a).orElse("");
                case MYSELF -> "username=";
            };
            found.add((member.negated() ? "!" : "") + plain + (member.digests().isEmpty() ? "" : member.digests()));
        }
        return found.toString();
    }

    /** Sudoers at random. */
    private record SudoersText(Random random) {
        private static final Optional<String> NOTHING = Optional.empty();

        String file() {
            StringBuilder text = new StringBuilder();
            // Each name once: a second definition is a fault.
            String[] kinds = {"User_Alias", "Runas_Alias", "Host_Alias", "Cmnd_Alias"};
            for (int i = 0; i < random.nextInt(4); i++) {
                String kind = kinds[i];
                text.append(kind)
                        .append(gap())
                        .append("A")
                        .append(i)
                        .append(maybe(" "))
                        .append('=')
                        .append(maybe(" "));
                text.append(list(kind))
                        .append(maybe(" : B" + i + "=" + list(kind)))
                        .append('\n');
            }
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                text.append(line()).append('\n');
            }
            return text.toString();
        }

        String line() {
            return switch (random.nextInt(8)) {
                case 0 -> "# " + user() + " ALL=ALL";
                case 1 -> "Defaults" + gap() + settings();
                case 2 -> "Defaults:" + maybe(" ") + list("User_Alias") + gap() + settings();
                case 3 ->
                    pick(
                                    "Defaults@" + list("Host_Alias"),
                                    "Defaults>" + list("Runas_Alias"),
                                    "Defaults!" + pick("/bin/ls", "A3, /bin/x"))
                            + gap()
                            + settings();
                default ->
                    maybe("\t")
                            + list("User_Alias")
                            + gap()
                            + privilege()
                            + maybe(" : " + privilege())
                            + maybe(" # why");
            };
        }

        private String privilege() {
            StringBuilder text = new StringBuilder(list("Host_Alias"))
                    .append(maybe(" "))
                    .append('=')
                    .append(maybe(" "));
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                text.append(i == 0 ? "" : maybe(" ") + "," + gap());
                if (random.nextInt(3) == 0) {
                    text.append('(')
                            .append(pick(
                                    list("Runas_Alias"),
                                    list("Runas_Alias") + " : " + pick("ALL", "wheel, adm"),
                                    ":wheel",
                                    "",
                                    ":"))
                            .append(')')
                            .append(maybe(" "));
                }
                text.append(maybe(pick("TIMEOUT=5m ", "NOTAFTER=20300101000000Z ")));
                while (random.nextInt(3) == 0) {
                    text.append(pick(
                                    "NOPASSWD",
                                    "PASSWD",
                                    "NOEXEC",
                                    "EXEC",
                                    "LOG_INPUT",
                                    "NOLOG_OUTPUT",
                                    "MAIL",
                                    "NOMAIL",
                                    "FOLLOW",
                                    "SETENV"))
                            .append(maybe(" "))
                            .append(':')
                            .append(maybe(" "));
                }
                text.append(command());
            }
            return text.toString();
        }

        private String command() {
            String digest = "sha224:" + "0123456789abcdef0123456789abcdef0123456789abcdef01234567 ";
            String plain = pick(
                    "ALL",
                    "A3",
                    "/bin/ls",
                    "/usr/bin/",
                    "/bin/x a b",
                    "/bin/y \"\"",
                    "/bin/[a-z]*",
                    "sudoedit /etc/x*",
                    "/bin/z a\\, b\\:c \\\\ \\= \\# \\*",
                    "/usr/bin/\\:x\\ y",
                    "^/bin/[a-z]+$",
                    "/bin/q ^a.*$",
                    "/bin/a -x=y",
                    "/bin/é ü");
            return (plain.startsWith("/") || plain.equals("ALL") ? maybe(digest) : "")
                    + (random.nextInt(5) == 0 ? pick("!", "!!", "! ") : "")
                    + plain;
        }

        private String settings() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                text.append(i == 0 ? "" : pick(",", ", ", " , "))
                        .append(pick(
                                "!authenticate",
                                "env_reset",
                                "secure_path=\"/a:/b c\"",
                                "timestamp_timeout = 5",
                                "env_keep += \"A B\"",
                                "env_keep -= C",
                                "badpass_message=\"it's \\\"no\\\" a\\b\"",
                                "targetpw",
                                "!! lecture_file=/x",
                                "passprompt=a\\ b\\=c",
                                "exempt_group=wheel",
                                "editor=/usr/bin/vi:/bin/ed"));
            }
            return text.toString().replace("!! lecture_file", "lecture_file");
        }

        private String list(String kind) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                text.append(i == 0 ? "" : pick(",", ", ", " ,", ", \\\n  "));
                text.append(kind.startsWith("Cmnd") ? "" : random.nextInt(6) == 0 ? "!" : "");
                text.append(
                        switch (kind) {
                            case "Host_Alias" ->
                                pick(
                                        "ALL",
                                        "A2",
                                        "web",
                                        "10.0.0.0/8",
                                        "192.168.1.1",
                                        "+net",
                                        "*.example",
                                        "fe80::1",
                                        "10.1.0.0/255.255.0.0",
                                        "h\\:x");
                            case "Cmnd_Alias" -> command();
                            default -> user();
                        });
            }
            // A comma and blank may end a scope; blanks in it end its list.
            return text.toString();
        }

        private String user() {
            return pick(
                    "root",
                    "ops",
                    "ALL",
                    "A0",
                    "%wheel",
                    "%#100",
                    "%:unix",
                    "#1000",
                    "+net",
                    "\"a b\"",
                    "\"%a group\"",
                    "u\\,v",
                    "dom\\\\user",
                    "a.b-c_d@e");
        }

        private String gap() {
            return pick(" ", "\t", "   ", " \\\n ");
        }

        private String maybe(String text) {
            return random.nextInt(3) == 0 ? text : NOTHING.orElse("");
        }

        private String pick(String... all) {
            return all[random.nextInt(all.length)];
        }
    }
}
