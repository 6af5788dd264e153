package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a profile's author is told. */
class ProfileReaderTest {
    private static final List<CheckInfo> CHECKS = List.of(
            info("ssh.plain"),
            info("firewall.ports").with(Parameter.list("ports", "the ports")),
            info("disk.size")
                    .with(
                            Parameter.bytes("size", "the size"),
                            Parameter.number("count", "how many"),
                            new Parameter(
                                    "kind",
                                    Parameter.Kind.TEXT,
                                    "which",
                                    Optional.of("big"),
                                    List.of("big", "small"))));

    @TempDir
    private Path directory;

    private static CheckInfo info(String id) {
        Area area = null;
        for (Area candidate : Area.values()) {
            area = id.startsWith(candidate.id() + ".") ? candidate : area;
        }
        return new CheckInfo(id, java.util.Objects.requireNonNull(area), Level.ERROR, "All is well", "Mend it");
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    private Profile load(String text) throws Exception {
        return new Profiles(CHECKS).load(write("ours.yaml", text).toString());
    }

    /** What is said, with the directory left out. */
    private List<String> mistakes(String text) throws Exception {
        Path file = write("ours.yaml", text);
        return mistakes(file);
    }

    private List<String> mistakes(Path file) {
        InvalidProfileException e =
                catchThrowableOfType(InvalidProfileException.class, () -> new Profiles(CHECKS).load(file.toString()));
        assertThat(e).as("nothing was wrong").isNotNull();
        assertThat(e).hasMessage(String.join("\n", e.mistakes()));
        return e.mistakes().stream()
                .map(line -> line.replace(directory + "/", ""))
                .toList();
    }

    private String only(String requirement) throws Exception {
        List<String> mistakes = mistakes("id: ours\ntitle: Ours\nparameters:\n"
                + "  ports: { kind: list, meaning: the ports }\n  word: { meaning: a word }\n"
                + "requirements:\n  - id: R-1\n    title: All is well\n" + requirement.indent(4));
        assertThat(mistakes).hasSize(1);
        return mistakes.get(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            checks: { ssh.plian: {} }|ours.yaml:9: no check is called 'ssh.plian'; did you mean 'ssh.plain'?
            checks: { ssh.plain: { levl: error } }|ours.yaml:9: ssh.plain has no parameter 'levl' but level; did you mean 'level'?
            checks: { ssh.plain: { level: warn } }|ours.yaml:9: 'level' is 'warn', not one of note, warning, error; did you mean 'warning'?
            checks: { ssh.plain: yes }|ours.yaml:9: 'ssh.plain' is a yes or no, expected keys and values
            checks: { firewall.ports: { port: 22 } }|ours.yaml:9: firewall.ports has no parameter 'port' but ports, level; did you mean 'ports'?
            checks: { disk.size: { size: big } }|ours.yaml:9: disk.size: size is 'big', not a size such as 20GiB
            checks: { disk.size: { kind: bigg } }|ours.yaml:9: disk.size: kind is 'bigg', none of big, small
            checks: { disk.size: { count: -1 } }|ours.yaml:9: disk.size: count is '-1', not a whole number such as 22
            checks: { firewall.ports: { ports: '${port}' } }|ours.yaml:9: the profile has no parameter 'port'; did you mean 'ports'?
            checks: { firewall.ports: { ports: '22,${ports}' } }|ours.yaml:9: 'ports' is '22,${ports}'; ${name} can only stand alone, with nothing around it
            checks: { disk.size: { count: '${word}' } }|ours.yaml:9: ${word} is a text, and disk.size wants a number for 'count'
            checks: [ssh.plain]|ours.yaml:9: 'checks' is a list, expected checks by their ids, such as ssh.host-keys-absent: {}
            checks: {}|ours.yaml:9: checks of R-1 names none
            manual: ''|ours.yaml:9: 'manual' is blank, expected a text
            manual:|ours.yaml:9: 'manual' is nothing, expected a text
            manual: [a]|ours.yaml:9: 'manual' is a list, expected a text
            must: true|ours.yaml:7: nothing decides R-1; give one of checks, all-of, manual and undecided
            undecided: It is not seen|ours.yaml:9: R-1 is undecided and has no confirm, which says how a person can be sure
            all-of: [R-1]|ours.yaml:7: all-of of R-1 names 'R-1', which is the requirement itself
            all-of: [R-2]|ours.yaml:7: all-of of R-1 names 'R-2', which the profile does not have; did you mean 'R-1'?
            all-of: []|ours.yaml:9: 'all-of' is an empty list, expected a list
            """)
    void aMistakeIsToldWithItsLine(String requirement, String message) throws Exception {
        assertThat(only(requirement)).isEqualTo(message);
    }

    @Test
    void everyKeyIsHeldToTheKnownOnes() throws Exception {
        assertThat(only("manual: Ask\nmsut: false"))
                .startsWith("ours.yaml:10: 'msut' is not one of id, title, reference, must,")
                .endsWith("; did you mean 'must'?");
        assertThat(only("manual: Ask\nmust: maybe")).isEqualTo("ours.yaml:10: 'must' is 'maybe', not true or false");
        assertThat(only("manual: Ask\nchecks: { ssh.plain: {} }"))
                .isEqualTo("ours.yaml:9: R-1 is decided by both checks and manual; only one can");
        assertThat(only("duty: true\nchecks: { ssh.plain: {} }"))
                .isEqualTo("ours.yaml:9: R-1 is a duty and decided by checks; what no image can show has manual only");
        assertThat(only("manual: Ask\napplies: { oss: debian }"))
                .isEqualTo("ours.yaml:10: 'oss' is not one of guest, os, version, ports, word; did you mean 'os'?");
        assertThat(only("manual: Ask\napplies: { guest: linx }"))
                .isEqualTo("ours.yaml:10: 'guest' is 'linx', not one of linux, windows; did you mean 'linux'?");
        assertThat(only("manual: Ask\napplies: { os: [] }"))
                .isEqualTo("ours.yaml:10: 'os' is an empty list, expected a list");
        assertThat(only("manual: Ask\nmanual: Tell"))
                .isEqualTo("ours.yaml:10: 'manual' stands here for the second time, first in line 9:"
                        + " only one of the values would count");
    }

    @Test
    void aMisspeltKeyIsNotMissedAsWell() throws Exception {
        assertThat(mistakes("id: ours\ntitel: Ours\nrequirements: [{ id: R-1, title: T, manual: Ask }]\n"))
                .singleElement()
                .asString()
                .startsWith("ours.yaml:2: 'titel' is not one of")
                .endsWith("did you mean 'title'?");
    }

    @Test
    void severalMistakesAreToldTogetherInTheirOrder() throws Exception {
        assertThat(mistakes("""
                        id: Ours
                        title: Ours.
                        verified: yesterday
                        remove: [X-1]
                        parameters:
                          guest: { meaning: the guest }
                          count: { kind: numbr, meaning: how many }
                          size: { kind: bytes, meaning: how big, default: tall }
                        requirements:
                          - { id: "R 1", title: All is well, manual: Ask }
                          - { id: R-2, title: All is well., manual: Ask }
                          - { id: R-2, title: All is well, checks: { disk.size: { size: "${size}" } } }
                          - { id: ssh.plain, title: All is well, manual: Ask }
                        """))
                .containsExactly(
                        "ours.yaml:1: id 'Ours' is not made of lower-case letters and digits joined by '-', such as our-cloud",
                        "ours.yaml:3: 'verified' is 'yesterday', not a day like 2026-11-21",
                        "ours.yaml:4: remove takes out what a profile inherits, and this one extends none",
                        "ours.yaml:6: a parameter cannot be called 'guest', only with lower-case letters and digits joined by '-',"
                                + " and not guest, os, version",
                        "ours.yaml:7: 'kind' is 'numbr', not one of text, number, version, bytes, list; did you mean 'number'?",
                        "ours.yaml:8: default: size is 'tall', not a size such as 20GiB",
                        "ours.yaml:10: id 'R 1' has something else than letters, digits, '-', '.' and '_', or more than 64"
                                + " of them, or does not begin with a letter or digit",
                        "ours.yaml:11: the title of R-2 ends with a full stop or has several lines; one clause is expected",
                        "ours.yaml:12: 'R-2' is also the id of the requirement in line 11",
                        "ours.yaml:13: id 'ssh.plain' is a check's; a requirement needs one of its own");
    }

    @Test
    void noMoreThanTenAreTold() throws Exception {
        StringBuilder text = new StringBuilder("id: ours\ntitle: Ours\nrequirements:\n");
        for (int i = 0; i < 15; i++) {
            text.append("  - { id: R-").append(i).append(", title: T, checks: { no.such: {} } }\n");
        }
        assertThat(mistakes(text.toString()))
                .hasSize(11)
                .endsWith("ours.yaml: and 5 more mistakes")
                .startsWith("ours.yaml:4: no check is called 'no.such'");
    }

    @Test
    void aFileThatIsNoProfileIsToldAsSuch() throws Exception {
        assertThat(mistakes("")).containsExactly("ours.yaml:1: the file is empty");
        assertThat(mistakes("# nothing\n")).containsExactly("ours.yaml:1: the file is empty");
        assertThat(mistakes("- a\n")).containsExactly("ours.yaml:1: found a list, expected keys and values");
        assertThat(mistakes("id: ours\n  title: x\n"))
                .singleElement()
                .asString()
                .startsWith("ours.yaml:2: this is no YAML");
        assertThat(mistakes("id: ours\ntitle: Ours\n")).containsExactly("ours.yaml:1: the profile has no requirements");
        Path latin = directory.resolve("ours.yaml");
        Files.write(latin, "id: ours\ntitle: Caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(mistakes(latin)).containsExactly("ours.yaml:2: found the byte 0xe9, expected UTF-8");
        Files.writeString(latin, "x".repeat((1 << 20) + 1));
        assertThat(mistakes(latin)).containsExactly("ours.yaml: has more than 1048576 bytes");
        assertThat(mistakes("[".repeat(100)))
                .singleElement()
                .asString()
                .startsWith("ours.yaml: yaml: collections lie too deep");
    }

    @Test
    void aFileThatCannotBeReadIsToldAsSuch() {
        assertThat(mistakes(directory.resolve("none.yaml"))).containsExactly("there is no file none.yaml");
        Path folder = directory.resolve("folder.yaml");
        assertThat(folder.toFile().mkdir()).isTrue();
        assertThat(mistakes(folder)).containsExactly("folder.yaml is a directory, expected a file");
        assertThatThrownBy(() -> new Profiles(CHECKS).load("a\0/b.yaml"))
                .isInstanceOf(InvalidProfileException.class)
                .hasMessageContaining("is no path of a file");
        assertThatThrownBy(() -> new Profiles(CHECKS).load("yandex"))
                .isInstanceOf(InvalidProfileException.class)
                .hasMessageStartingWith("no profile is called 'yandex'; there are base, yandex-cloud, digitalocean,")
                .hasMessageEndingWith("did you mean 'yandex-cloud'?");
    }

    private static final String PARENT = """
            id: parent
            title: Parent
            source: A page
            verified: 2026-11-21
            parameters:
              ports: { kind: list, meaning: the ports, default: 22 }
            requirements:
              - { id: R-1, title: First, checks: { firewall.ports: { ports: "${ports}" } } }
              - { id: R-2, title: Second, manual: Ask }
              - { id: R-3, title: Third, all-of: [R-1, R-2] }
            """;

    @Test
    void aProfileReplacesAndRemovesWhatItInherits() throws Exception {
        write("parent.yml", PARENT);
        Profile ours = load("""
                id: ours
                title: Ours
                extends: parent.yml
                remove: [R-3]
                parameters:
                  ports: { default: [80, 443] }
                requirements:
                  - { id: R-9, title: Ninth, manual: Tell }
                  - { id: R-1, title: Other, checks: { ssh.plain: { level: note }, disk.size: } }
                """);
        assertThat(ours.requirements()).extracting(Requirement::id).containsExactly("R-1", "R-2", "R-9");
        assertThat(ours.requirement("R-1").orElseThrow().checks())
                .containsExactly(
                        new CheckUse("ssh.plain", Map.of(), Optional.of(Level.NOTE)),
                        new CheckUse("disk.size", Map.of(), Optional.empty()));
        assertThat(ours.parameter("ports"))
                .contains(Parameter.list("ports", "the ports").withDefault("80,443"));
        assertThat(ours.source()).isEqualTo("A page");
        assertThat(ours.verified()).contains(LocalDate.of(2026, 11, 21));
    }

    @Test
    void whatIsInheritedCannotBeBroken() throws Exception {
        write("parent.yml", PARENT);
        String head = "id: ours\ntitle: Ours\nextends: parent.yml\n";
        assertThat(mistakes(head + "remove: [R-2]\n"))
                .containsExactly("ours.yaml:1: all-of of R-3 names 'R-2', which the profile does not have;"
                        + " did you mean 'R-1'?");
        assertThat(mistakes(head + "remove: [R-4]\n"))
                .containsExactly("ours.yaml:4: remove names 'R-4', which parent does not have; did you mean 'R-1'?");
        assertThat(mistakes(head + "parameters: { ports: { kind: text } }\n"))
                .containsExactly("ours.yaml:4: 'ports' is inherited as a list and cannot become a text");
        assertThat(mistakes(head + "requirements: [{ id: R-4, title: Fourth, all-of: [R-3] }]\n"))
                .containsExactly("ours.yaml:4: all-of of R-4 names 'R-3', which is made of others itself;"
                        + " name R-1, R-2 instead");
    }

    @Test
    void whatIsExtendedIsLookedForBesideTheFileAndItsMistakesAreItsOwn() throws Exception {
        Files.createDirectory(directory.resolve("sub"));
        write("sub/a.yaml", "id: a\ntitle: A\nextends: ../parent.yml\n");
        write("parent.yml", PARENT.replace("2026-11-21", "soon"));
        assertThat(mistakes(directory.resolve("sub/a.yaml")))
                .containsExactly(
                        "sub/../parent.yml:4: 'verified' is 'soon', not a day like 2026-11-21",
                        "sub/a.yaml:3: this profile extends it");
        assertThat(mistakes("id: ours\ntitle: Ours\nextends: none.yaml\n"))
                .containsExactly("ours.yaml:3: extends: there is no file none.yaml");
        assertThat(mistakes("id: ours\ntitle: Ours\nextends: ucluod\n"))
                .singleElement()
                .asString()
                .startsWith("ours.yaml:3: extends: no profile is called 'ucluod'")
                .endsWith("did you mean 'ucloud'?");
    }

    @Test
    void profilesDoNotExtendEachOtherInACircleOrForEver() throws Exception {
        write("a.yaml", "id: a\ntitle: A\nextends: b.yaml\n");
        write("b.yaml", "id: b\ntitle: B\nextends: ./a.yaml\n");
        assertThat(mistakes(directory.resolve("a.yaml")))
                .containsExactly(
                        "b.yaml:3: extends: profiles extend each other in a circle: a.yaml extends b.yaml extends ./a.yaml",
                        "a.yaml:3: this profile extends it");
        for (int i = 0; i < 12; i++) {
            write("p" + i + ".yaml", "id: p" + i + "\ntitle: P\nextends: p" + (i + 1) + ".yaml\n");
        }
        assertThat(mistakes(directory.resolve("p0.yaml")).get(0))
                .startsWith("p7.yaml:3: extends: more than 8 profiles extend one another: p0.yaml extends p1.yaml");
    }

    @Test
    void aProfileIsJudgedOnceHoweverItIsCalled() throws Exception {
        Path file = write("parent.yml", PARENT);
        Profiles profiles = new Profiles(CHECKS);
        assertThat(profiles.loadAll(List.of(file.toString(), directory + "/./parent.yml", file.toString())))
                .hasSize(1);
        Path other = write("other.yaml", PARENT.replace("First", "Another"));
        assertThatThrownBy(() -> profiles.loadAll(List.of(file.toString(), other.toString())))
                .isInstanceOf(InvalidProfileException.class)
                .hasMessage("the id 'parent' belongs to both " + file + " and " + other
                        + "; profiles judged together need different ones");
        assertThat(mistakes("id: ucloud\ntitle: T\nrequirements: [{ id: R-1, title: T, manual: Ask }]\n"))
                .containsExactly(
                        "ours.yaml: the id 'ucloud' is that of a built-in profile; one that extends it needs an id"
                                + " of its own");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() throws Exception {
        assertThat(load("\uFEFF" + PARENT).id()).isEqualTo("parent");
    }
}
