package org.imginspect.facts.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.imginspect.facts.TestFacts;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code sshd -T -C} of Debian 12 (OpenSSH 9.2) and 13 (10.0) makes of generated configurations is what we make of them. */
class SshdOracleTest {
    private static final int CASES = 300;
    private static final long SEED = 20_261_121;

    /** Of each connection the answer is compared for these. */
    private static final String[] COMPARED = {
        "passwordauthentication",
        "kbdinteractiveauthentication",
        "permitrootlogin",
        "pubkeyauthentication",
        "authorizedkeysfile",
        "authorizedkeyscommand",
        "authorizedkeyscommanduser",
        "trustedusercakeys",
        "authorizedprincipalsfile",
        "hostbasedauthentication",
        "ignorerhosts",
        "gssapiauthentication",
        "kerberosauthentication",
        "usepam",
        "permitemptypasswords",
        "authenticationmethods",
        "clientaliveinterval",
        "clientalivecountmax",
        "strictmodes",
        "x11forwarding",
        "allowtcpforwarding",
        "gatewayports",
        "maxauthtries",
        "forcecommand",
        "chrootdirectory",
        "banner",
        "logingracetime",
        "permituserenvironment"
    };

    private static final String[] LINES = {
        "PasswordAuthentication yes",
        "PasswordAuthentication no",
        "passwordauthentication=no",
        "PasswordAuthentication \"yes\"",
        "PasswordAuthentication no # not from outside",
        "PASSWORDAUTHENTICATION\tYes",
        "KbdInteractiveAuthentication no",
        "ChallengeResponseAuthentication yes",
        "PermitRootLogin yes",
        "PermitRootLogin no",
        "PermitRootLogin without-password",
        "PermitRootLogin prohibit-password",
        "PermitRootLogin forced-commands-only",
        "PubkeyAuthentication no",
        "DSAAuthentication yes",
        "AuthorizedKeysFile none",
        "AuthorizedKeysFile .ssh/a /etc/ssh/keys/%u",
        "AuthorizedKeysFile \"a b/%h\" x",
        "AuthorizedKeysFile a\\ b 'c d'",
        "AuthorizedKeysCommand /usr/bin/keys %u",
        "AuthorizedKeysCommandUser nobody",
        "TrustedUserCAKeys /etc/ssh/ca.pub",
        "TrustedUserCAKeys none",
        "AuthorizedPrincipalsFile /etc/ssh/p/%u",
        "HostbasedAuthentication yes",
        "IgnoreRhosts shosts-only",
        "IgnoreRhosts no",
        "GSSAPIAuthentication yes",
        "UsePAM yes",
        "UsePAM no",
        "PermitEmptyPasswords yes",
        "AuthenticationMethods publickey",
        "AuthenticationMethods publickey,password publickey,keyboard-interactive",
        "AuthenticationMethods any",
        "ClientAliveInterval 120",
        "ClientAliveInterval 2m",
        "ClientAliveInterval 1h30m",
        "ClientAliveCountMax 0",
        "StrictModes no",
        "X11Forwarding yes",
        "AllowTcpForwarding local",
        "AllowTcpForwarding all",
        "GatewayPorts clientspecified",
        "MaxAuthTries 3",
        "ForceCommand internal-sftp -u 0022",
        "ForceCommand none",
        "ChrootDirectory %h",
        "Banner /etc/issue.net",
        "LoginGraceTime 30",
        "PermitUserEnvironment LANG,LC_*",
        "Protocol 2",
        "UsePrivilegeSeparation sandbox whatever stands here",
        "# a comment",
        "   # another",
        "",
        "  \t ",
        "\tPasswordAuthentication yes\r",
        "AllowUsers app root@10.0.0.*",
        "SetEnv A=b"
    };

    /** For these sshd refuses to start. */
    private static final String[] WRONG = {
        "PasswordAuthentication maybe",
        "PasswordAuthentication",
        "PasswordAuthentication yes no",
        "PermitRootLogin sometimes",
        "Passwordauthentification no",
        "PasswordAuthentication \"yes",
        "ClientAliveInterval soon",
        "MaxAuthTries x",
        "Match",
        "Match User",
        "Match Usr app",
        "Match all User app",
        "Match Address 10.0.0.1/8",
        "Match LocalPort http-alt-x",
        "Include",
        "HostKey /a b"
    };

    private static final String[] MATCHES = {
        "Match User app",
        "Match User app,root",
        "Match User *,!root",
        "Match User !app,*",
        "Match User \"app\"",
        "Match user=app",
        "Match User a??",
        "Match Group users",
        "Match Group sudo,nogroup",
        "Match Group *,!sudo",
        "Match Address 10.0.0.0/8",
        "Match Address 10.0.0.0/8,!10.0.0.1",
        "Match Address 10.*",
        "Match Address 2001:db8::/32",
        "Match Address ::1,127.0.0.1",
        "Match Host *.example.org",
        "Match Host *.EXAMPLE.org,!bad.example.org",
        "Match LocalAddress 192.168.0.1",
        "Match LocalPort 22",
        "Match LocalPort 2222",
        "Match User root Address 10.0.0.0/8",
        "Match all",
        "MATCH ALL",
        "Match User app # only",
        "Match User nobody Host *"
    };

    private record Who(String user, String host, String address, String localAddress, int localPort) {
        String spec() {
            return "user=" + user + ",host=" + host + ",addr=" + address + ",laddr=" + localAddress + ",lport="
                    + localPort;
        }

        SshdConnection connection() {
            List<String> groups = switch (user) {
                case "root" -> List.of("root");
                case "app" -> List.of("app", "users");
                case "adm1" -> List.of("adm1", "sudo");
                default -> List.of("nogroup");
            };
            return new SshdConnection(
                    Optional.of(user),
                    Optional.of(groups),
                    Optional.of(false),
                    Optional.of(host),
                    Optional.of(address),
                    Optional.of(localAddress),
                    OptionalInt.of(localPort));
        }
    }

    private static final Who[] PEOPLE = {
        new Who("root", "a.example.org", "10.0.0.1", "192.168.0.1", 22),
        new Who("app", "bad.example.org", "10.1.2.3", "192.168.0.2", 2222),
        new Who("adm1", "localhost", "::1", "::1", 22),
        new Who("nobody", "x.example.com", "2001:db8::5", "192.168.0.1", 22)
    };

    /** One file to be and those it includes. */
    private static final class Made {
        final Map<String, String> files = new LinkedHashMap<>();
    }

    private static Made make(Random random, String directory, boolean wrong) {
        Made made = new Made();
        int drops = random.nextInt(3);
        StringBuilder main = new StringBuilder();
        if (drops > 0 && random.nextBoolean()) {
            main.append("Include ").append(directory).append("/d/*.conf\n");
        }
        body(random, main, 2 + random.nextInt(7), directory, drops);
        if (wrong) {
            main.append(WRONG[random.nextInt(WRONG.length)]).append('\n');
            body(random, main, random.nextInt(2), directory, 0);
        }
        for (int i = 0; i < drops; i++) {
            StringBuilder drop = new StringBuilder();
            body(random, drop, 1 + random.nextInt(4), directory, i == 0 ? 0 : -i);
            made.files.put(directory + "/d/" + (2 - i) + "0-x.conf", drop.toString());
        }
        made.files.put(directory + "/sshd_config", main.toString());
        return made;
    }

    private static void body(Random random, StringBuilder into, int lines, String directory, int drops) {
        boolean inMatch = false;
        for (int i = 0; i < lines; i++) {
            int dice = random.nextInt(10);
            if (dice < 2) {
                into.append(MATCHES[random.nextInt(MATCHES.length)]).append('\n');
                inMatch = true;
            } else if (dice == 2 && drops > 0) {
                into.append(
                                random.nextBoolean()
                                        ? "Include " + directory + "/d/*.conf"
                                        : "Include=" + directory + "/d/20-x.conf " + directory + "/none*")
                        .append('\n');
            }
            String line = LINES[random.nextInt(LINES.length)];
            // Three in four may stand in blocks; the others are tried there now and then.
            boolean global = line.matches("(?i)(usepam|gssapi|strictmodes|logingrace|permituserenv|dsa).*");
            if (!(inMatch && global) || random.nextInt(40) == 0) {
                into.append(line).append('\n');
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "13"})
    void generatedConfigurationsAreWhatSshdMakesOfThem(String release) throws Exception {
        ToolContainer tools = release.equals("12") ? ToolContainer.debian12() : ToolContainer.debian13();
        SshdVersion version = release.equals("12") ? new SshdVersion(9, 2) : new SshdVersion(10, 0);
        Path directory = tools.directory("sshd");
        Random random = new Random(SEED);
        List<Made> cases = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            Path place = directory.resolve(String.valueOf(i));
            Made made = make(random, place.toString(), i % 8 == 0);
            cases.add(made);
            Files.createDirectories(place.resolve("d"));
            for (Map.Entry<String, String> file : made.files.entrySet()) {
                Files.writeString(Path.of(file.getKey()), file.getValue());
            }
        }
        List<String> out = answers(tools, directory, CASES);
        int refused = 0;
        int late = 0;
        int compared = 0;
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            SshdConfig config =
                    read(cases.get(i), directory.resolve(i + "/sshd_config").toString(), version);
            for (int j = 0; j < PEOPLE.length; j++) {
                String theirs = out.get(i * PEOPLE.length + j);
                if (theirs.startsWith("refused reprocess config")) {
                    // OpenSSH 9.2 finds out only once such a user connects that "any" may not stand behind the methods
                    // of an earlier block; it starts.
                    late++;
                    continue;
                }
                boolean fails = theirs.startsWith("refused");
                if (fails == config.problems().isEmpty()) {
                    wrong.add(i + ": sshd says " + theirs.lines().limit(3).toList() + ", we " + config.problems() + "\n"
                            + cases.get(i).files);
                    break;
                }
                if (fails) {
                    refused++;
                    continue;
                }
                Map<String, String> theirValues = values(theirs);
                for (String keyword : COMPARED) {
                    compared++;
                    String ours = text(config.at(keyword, PEOPLE[j].connection()));
                    if (!ours.equals(theirValues.get(keyword))) {
                        wrong.add(i + " " + PEOPLE[j].spec() + " " + keyword + ": sshd says " + theirValues.get(keyword)
                                + ", we " + ours + "\n" + cases.get(i).files);
                    }
                    assertThat(config.possible(keyword, PEOPLE[j].connection())).hasSize(1);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(late).isLessThan(10);
        assertThat(compared).isGreaterThan(20_000);
        assertThat(refused).isBetween(60, CASES * PEOPLE.length / 2);
    }

    private static List<String> answers(ToolContainer tools, Path directory, int cases) {
        String script = """
                cd "$1"
                mkdir -p /run/sshd
                id app >/dev/null 2>&1 || { groupadd app; useradd -M -g app -G users app; useradd -M -U -G sudo adm1; }
                for i in $(seq 0 $(($2 - 1))); do
                  for who in $3; do
                    o=$(/usr/sbin/sshd -T -f "$1/$i/sshd_config" -C "$who" 2>&1) && printf '%s\\036' "$o" || printf 'refused %s\\036' "$o"
                  done
                done
                """;
        StringBuilder who = new StringBuilder();
        for (Who each : PEOPLE) {
            who.append(each.spec()).append(' ');
        }
        String out = tools.exec("bash", "-c", script, "sh", directory.toString(), String.valueOf(cases), who.toString())
                .succeeded();
        return List.of(out.substring(0, out.length() - 1).split("\036", -1));
    }

    private static SshdConfig read(Made made, String main, SshdVersion version) throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder();
        made.files.forEach(files::file);
        SshdCommandLine line = new SshdCommandLine(List.of(
                new Word("-f", GuestPath.ROOT, OptionalInt.empty()),
                new Word(main, GuestPath.ROOT, OptionalInt.empty())));
        return SshdConfigs.read(TestFacts.tree(files.build()), line, Optional.of(version), false);
    }

    private static Map<String, String> values(String output) {
        Map<String, String> values = new TreeMap<>();
        for (String line : output.split("\n", -1)) {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                values.putIfAbsent(line.substring(0, blank), line.substring(blank + 1));
            }
        }
        return values;
    }

    /** As {@code sshd -T} prints it. */
    private static String text(SshdSetting setting) {
        String text = setting.text();
        return switch (setting.keyword()) {
            case "permitrootlogin" -> setting.word().equals("prohibit-password") ? "without-password" : setting.word();
            case "clientaliveinterval", "logingracetime" -> String.valueOf(SshdValues.seconds(text));
            case "allowtcpforwarding" -> setting.word().equals("all") ? "yes" : setting.word();
            case "authorizedkeysfile",
                    "authorizedkeyscommand",
                    "forcecommand",
                    "chrootdirectory",
                    "banner",
                    "trustedusercakeys",
                    "authorizedprincipalsfile",
                    "authorizedkeyscommanduser",
                    "authenticationmethods",
                    "permituserenvironment" -> text;
            default -> text.toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static final String[] PORT_LINES = {
        "Port 22",
        "Port 2222",
        "port=8022",
        "ListenAddress 0.0.0.0",
        "ListenAddress ::",
        "ListenAddress 127.0.0.1",
        "ListenAddress 127.0.0.1:2022",
        "ListenAddress ::1",
        "ListenAddress [::1]:2023",
        "ListenAddress [::1]",
        "UseDNS no"
    };

    private static final String[] PORT_OPTIONS = {
        "", "-p 99", "-p99 -p 100", "-oPort=77", "-o ListenAddress=127.0.0.1", "-4 -oUseDNS=no -p 88"
    };

    /** The addresses and ports of {@code sshd -T} with options, against ours; both of all addresses are one of ours. */
    @ParameterizedTest
    @ValueSource(strings = {"12", "13"})
    void generatedPortsAreThoseOnWhichSshdListens(String release) throws Exception {
        ToolContainer tools = release.equals("12") ? ToolContainer.debian12() : ToolContainer.debian13();
        Path directory = tools.directory("ports");
        Random random = new Random(SEED);
        int cases = 150;
        List<Made> made = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (int i = 0; i < cases; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < random.nextInt(5); j++) {
                text.append(PORT_LINES[random.nextInt(PORT_LINES.length)]).append('\n');
            }
            Made each = new Made();
            each.files.put(directory.resolve(i + "/sshd_config").toString(), text.toString());
            made.add(each);
            options.add(PORT_OPTIONS[random.nextInt(PORT_OPTIONS.length)]);
            Files.createDirectories(directory.resolve(String.valueOf(i)));
            Files.writeString(directory.resolve(i + "/sshd_config"), text);
            Files.writeString(directory.resolve(i + "/options"), options.get(i));
        }
        String script = """
                mkdir -p /run/sshd
                for i in $(seq 0 $(($2 - 1))); do
                  /usr/sbin/sshd -T -f "$1/$i/sshd_config" $(cat "$1/$i/options") 2>&1 | sed -n 's/^listenaddress //p'
                  printf '\\036'
                done
                """;
        String out = tools.exec("bash", "-c", script, "sh", directory.toString(), String.valueOf(cases))
                .succeeded();
        List<String> answers = List.of(out.substring(0, out.length() - 1).split("\036", -1));
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < cases; i++) {
            String main = directory.resolve(i + "/sshd_config").toString();
            List<Word> words = new ArrayList<>();
            for (String word : ("-f " + main + " " + options.get(i)).strip().split(" +", -1)) {
                words.add(new Word(word, GuestPath.ROOT, OptionalInt.empty()));
            }
            SshdCommandLine line = new SshdCommandLine(words);
            MemoryFileTree.Builder files = MemoryFileTree.builder();
            made.get(i).files.forEach(files::file);
            SshdConfig config =
                    SshdConfigs.read(TestFacts.tree(files.build()), line, Optional.of(new SshdVersion(9, 2)), false);
            Set<String> ours = new TreeSet<>();
            for (SshPort port : SshdPorts.of("ssh.service", GuestPath.ROOT, config, line.ports())) {
                ours.add(port.address() + " " + port.port());
            }
            if (answers.get(i).isBlank()) {
                // With -4 sshd finds no address for one of IPv6, and does not start.
                assertThat(options.get(i)).startsWith("-4");
                assertThat(made.get(i).files.toString()).contains(":");
                continue;
            }
            Set<String> theirs = new TreeSet<>();
            for (String address : answers.get(i).strip().split("\n", -1)) {
                int colon = address.lastIndexOf(':');
                String host = address.substring(0, colon).replace("[", "").replace("]", "");
                theirs.add(
                        (host.equals("::") || host.equals("0.0.0.0") ? "" : host) + " " + address.substring(colon + 1));
            }
            if (!ours.equals(theirs)) {
                wrong.add(options.get(i) + " " + made.get(i).files + ": sshd says " + theirs + ", we " + ours);
            }
        }
        assertThat(wrong).isEmpty();
    }
}
