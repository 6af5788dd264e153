package org.imginspect.facts.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.imginspect.guest.GuestPath;
import org.junit.jupiter.api.Test;

/** The cases are those of systemd's own src/test/test-conf-parser.c, as far as they fit a whole file. */
class UnitFileTest {
    private static UnitFile parse(String text) {
        return UnitFile.parse(GuestPath.of("/x.service"), text.lines().toList());
    }

    @Test
    void readsSettingsWithTheirLines() {
        UnitFile file =
                parse("\uFEFF# comment\nlost=1\n[Section]\nsetting1=1\n ; another\nno equals\n  setting2 =  a b \n");
        assertThat(file.all("Section", "setting1"))
                .extracting(Setting::value, Setting::line)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("1", 4));
        assertThat(file.last("Section", "setting2").orElseThrow().value()).isEqualTo("a b");
        assertThat(file.sections()).hasSize(1);
        assertThat(file.refusedAt()).isEmpty();
    }

    @Test
    void joinsContinuedLinesAroundComments() {
        UnitFile file = parse(
                "[Section]\nsetting1=1 \\\n# comment in between\n; another\n2 \\\n\n3=4\nsetting2=a\\\\\nsetting3=end\\");
        assertThat(file.last("Section", "setting1").orElseThrow().value().split(" +"))
                .containsExactly("1", "2");
        assertThat(file.last("Section", "3").orElseThrow().value()).isEqualTo("4");
        assertThat(file.last("Section", "setting2").orElseThrow().value()).isEqualTo("a\\\\");
        assertThat(file.last("Section", "setting3").orElseThrow().value()).isEqualTo("end");
    }

    @Test
    void keepsSectionsThatStandTwiceApart() {
        UnitFile file = parse("[Address]\nAddress=1\n[Address]\nAddress=2\n");
        assertThat(file.sections("Address")).extracting(UnitFile.Section::line).containsExactly(1, 3);
        assertThat(file.all("Address", "Address")).extracting(Setting::value).isEqualTo(List.of("1", "2"));
    }

    @Test
    void givesUpAtAHeadThatIsNotClosed() {
        UnitFile file = parse("[Section]\na=1\n[Broken\nb=2\n");
        assertThat(file.refusedAt()).hasValue(3);
        assertThat(file.last("Section", "a")).isPresent();
        assertThat(file.last("Section", "b")).isEmpty();
    }

    @Test
    void namesAreTakenApartAsSystemdDoes() {
        assertThat(UnitName.isValid("a.service")).isTrue();
        assertThat(UnitName.isValid("a b.service")).isFalse();
        assertThat(UnitName.isValid(".service")).isFalse();
        assertThat(UnitName.isValid("a.conf")).isFalse();
        assertThat(UnitName.template("a@b@c.service")).isEqualTo("a@.service");
        assertThat(UnitName.instance("a@b@c.service")).isEqualTo("b@c");
        assertThat(UnitName.complete("dev-sda")).isEqualTo("dev-sda.service");
        // systemd-escape --path /var//lib/a-b; systemd-escape --unescape
        assertThat(UnitName.escapePath("/var//lib/a-b/")).isEqualTo("var-lib-a\\x2db");
        assertThat(UnitName.escapePath("/")).isEqualTo("-");
        assertThat(UnitName.unescape("var-lib-a\\x2db")).isEqualTo("var/lib/a-b");
        assertThat(Specifiers.expand("%p %i %I %j %% %N", "a-b@c-d.service")).hasValue("a-b c-d c/d b % a-b@c-d");
        assertThat(Specifiers.expand("%v", "a.service")).isEmpty();
    }
}
