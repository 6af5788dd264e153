package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.facts.Facts;
import org.imginspect.facts.users.AccountCopies;
import org.imginspect.facts.users.AccountOrigins;
import org.imginspect.facts.users.Groups;
import org.imginspect.facts.users.LoginDefs;
import org.imginspect.facts.users.PasswordField;
import org.imginspect.facts.users.Users;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The accounts of the real Debian 12 and 13 against what the guest's own getent, passwd, pwck, grpck, id and dpkg say. */
class RealDebianAccountsTest {
    private interface Question {
        void ask(CheckContext context) throws IOException;
    }

    private static GuestContainer container(DebianImage debian) {
        return switch (debian) {
            case TWELVE -> GuestContainer.debian12();
            case THIRTEEN -> GuestContainer.debian13();
        };
    }

    private static void with(DebianImage debian, Question question) throws IOException {
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            Facts facts = new Facts(guest.tree(), guest.storage(), Gatherers.all());
            question.ask(new CheckContext(guest.tree(), guest.storage(), facts, Params.NONE));
        }
    }

    private static Outcome outcome(String id, CheckContext context) throws IOException {
        return Catalogue.find(id).orElseThrow().evaluate(context).outcome();
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void accountsAndGroupsAreThoseOfGetent(DebianImage debian) throws IOException {
        List<String> passwd = container(debian).exec("getent", "passwd").lines();
        List<String> groups = container(debian).exec("getent", "group").lines();
        assertThat(passwd).hasSizeGreaterThan(20);
        with(debian, context -> {
            List<String> ours = new ArrayList<>();
            Users users = context.facts().find(Users.class).orElseThrow();
            for (Users.Account each : users.accounts()) {
                assertThat(each.password().kind()).isEqualTo(PasswordField.Kind.IN_SHADOW);
                ours.add(each.name() + ":x:" + each.uid() + ":" + each.gid() + ":" + each.gecos() + ":"
                        + each.home().orElseThrow() + ":" + each.shell());
            }
            assertThat(ours).isEqualTo(passwd);
            List<String> ourGroups = new ArrayList<>();
            for (Groups.Group each :
                    context.facts().find(Groups.class).orElseThrow().groups()) {
                ourGroups.add(each.name() + ":x:" + each.gid() + ":" + String.join(",", each.members()));
            }
            assertThat(ourGroups).isEqualTo(groups);
        });
    }

    /** Every password is locked for passwd -S; pwck and grpck find no fault but homes that are not there. */
    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void noPasswordIsSetAndTheFilesAreSound(DebianImage debian) throws IOException {
        Map<String, String> states = new TreeMap<>();
        for (String line : container(debian).exec("passwd", "-S", "-a").lines()) {
            states.put(line.split(" ", -1)[0], line.split(" ", -1)[1]);
        }
        assertThat(states).hasSizeGreaterThan(20);
        assertThat(new HashSet<>(states.values())).containsExactly("L");
        String pwck = container(debian).shell("pwck -r 2>&1; true").succeeded();
        assertThat(pwck).doesNotContain("duplicate").doesNotContain("invalid").doesNotContain("no matching");
        assertThat(container(debian).exec("grpck", "-r").exitCode()).isZero();
        with(debian, context -> {
            Users users = context.facts().find(Users.class).orElseThrow();
            Set<String> locked = new HashSet<>();
            for (Users.Password each : users.passwords()) {
                if (!each.group()) {
                    assertThat(each.field().kind()).as(each.name()).isEqualTo(PasswordField.Kind.NONE);
                    locked.add(each.name());
                }
            }
            assertThat(locked).isEqualTo(states.keySet());
            for (String id : new String[] {
                "accounts.no-password-hash",
                "accounts.no-empty-password",
                "accounts.no-locked-hash",
                "accounts.root-locked",
                "accounts.single-uid-zero"
            }) {
                assertThat(outcome(id, context)).as(id).isEqualTo(Outcome.PASS);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void noCopyHoldsAHash(DebianImage debian) throws IOException {
        // Every place where a hash of crypt(5) stands behind a name and a colon, in the account files' copies.
        List<String> hits = container(debian)
                .shell(
                        "grep -lE '^[^:]+:[!*]*(\\$[0-9a-z]+\\$|[./0-9A-Za-z]{13}(:|$))' /etc/*- /etc/security/opasswd /var/backups/* 2>/dev/null; true")
                .lines();
        List<String> copies = container(debian)
                .shell("ls /etc/passwd- /etc/shadow- /etc/group- /etc/gshadow- /etc/security/opasswd")
                .lines();
        with(debian, context -> {
            List<String> ours = context.facts().find(AccountCopies.class).orElseThrow().copies().stream()
                    .map(copy -> copy.file().toString())
                    .toList();
            assertThat(ours).containsExactlyInAnyOrderElementsOf(copies);
            assertThat(hits).isEmpty();
            assertThat(outcome("accounts.no-hash-backups", context)).isEqualTo(Outcome.PASS);
        });
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void nobodyIsAPersonAndNoProgramHasAShell(DebianImage debian) throws IOException {
        String min = container(debian)
                .shell("awk '$1==\"UID_MIN\"{print $2}' /etc/login.defs")
                .succeeded()
                .strip();
        // /etc/shells lists what takes commands.
        List<String> withShells = container(debian)
                .shell(
                        "getent passwd | while IFS=: read -r n p u g c h s; do grep -qx \"$s\" /etc/shells && echo \"$n\"; done; true")
                .lines();
        assertThat(withShells).containsExactly("root");
        List<String> people = container(debian)
                .shell("getent passwd | awk -F: -v min=" + min + " '$3 >= min && $3 != 65534 {print $1}'")
                .lines();
        assertThat(people).isEmpty();
        with(debian, context -> {
            assertThat(context.facts().find(LoginDefs.class).orElseThrow().uidMin())
                    .isEqualTo(Long.parseLong(min));
            assertThat(outcome("accounts.no-human-accounts", context)).isEqualTo(Outcome.PASS);
            assertThat(outcome("accounts.system-shells", context)).isEqualTo(Outcome.PASS);
        });
    }

    /** What explains an account is there: the file of sysusers.d is a package's, the package is installed, the script names it. */
    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everySystemAccountIsExplained(DebianImage debian) throws IOException {
        with(debian, context -> {
            AccountOrigins origins = context.facts().find(AccountOrigins.class).orElseThrow();
            for (Users.Account each :
                    context.facts().find(Users.class).orElseThrow().accounts()) {
                if (each.uid() == 0 || each.uid() >= 1000) {
                    continue;
                }
                AccountOrigins.Origin origin =
                        origins.of(each.name()).orElseThrow(() -> new AssertionError(each.name()));
                switch (origin.kind()) {
                    case SYSUSERS -> {
                        container(debian).exec("dpkg", "-S", origin.what()).succeeded();
                        container(debian)
                                .shell("grep -Eq \"^u!? +$1 \" \"$2\"", each.name(), origin.what())
                                .succeeded();
                    }
                    case PACKAGE ->
                        assertThat(container(debian)
                                        .exec("dpkg-query", "-W", "-f", "${Status}", origin.what())
                                        .succeeded())
                                .isEqualTo("install ok installed");
                    case SCRIPT ->
                        container(debian)
                                .exec("grep", "-qw", each.name(), origin.what())
                                .succeeded();
                    // base-passwd's list of what every Debian has.
                    case BASE ->
                        container(debian)
                                .exec("grep", "-q", "^" + each.name() + ":", "/usr/share/base-passwd/passwd.master")
                                .succeeded();
                    case HOME, UNIT -> throw new AssertionError(each.name() + " " + origin);
                }
            }
            assertThat(outcome("accounts.service-accounts-justified", context)).isEqualTo(Outcome.PASS);
        });
    }
}
