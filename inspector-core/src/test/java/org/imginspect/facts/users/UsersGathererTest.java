package org.imginspect.facts.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.facts.TestFacts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

class UsersGathererTest {
    private static Optional<Users> gather(MemoryFileTree.Builder files) throws Exception {
        GuestTree tree = TestFacts.tree(files.build());
        return new UsersGatherer().gather(tree, TestFacts.of(tree));
    }

    @Test
    void linesKeepTheirNumbers() throws Exception {
        Users users = gather(MemoryFileTree.builder()
                        .file(
                                "/etc/passwd",
                                "# local\n\nroot:x:0:0:root:/root:/bin/bash\n+::::::\nnobody:*:65534:65534::/nonexistent:/usr/sbin/nologin")
                        .file("/etc/shadow", "root:*:1::::::\n\nnobody::1::::::\n"))
                .orElseThrow();
        assertThat(users.accounts())
                .extracting(Users.Account::name, Users.Account::uid, Users.Account::line)
                .containsExactly(tuple("root", 0L, 3), tuple("nobody", 65534L, 5));
        assertThat(users.passwords())
                .extracting(Users.Password::name, password -> password.field().kind(), Users.Password::line)
                .containsExactly(
                        tuple("root", PasswordField.Kind.NONE, 1), tuple("nobody", PasswordField.Kind.EMPTY, 3));
    }

    @Test
    void aShortLineOfShadowStillHasItsHash() throws Exception {
        Users users = gather(MemoryFileTree.builder()
                        .file("/etc/passwd", "old:/0JBnXQ9g7gaM\n")
                        .file("/etc/shadow", "old:/0JBnXQ9g7gaM\njunk\n"))
                .orElseThrow();
        assertThat(users.accounts())
                .extracting(account -> account.password().kind())
                .containsExactly(PasswordField.Kind.HASH);
        assertThat(users.passwords())
                .extracting(password -> password.field().kind())
                .containsExactly(PasswordField.Kind.HASH);
    }

    @Test
    void altLinuxKeepsOneShadowFilePerUser() throws Exception {
        Users users = gather(MemoryFileTree.builder()
                        .file("/etc/passwd", "root:x:0:0::/root:/bin/bash\n")
                        .file("/etc/tcb/root/shadow", "root:$1$/6k.2IU/$LxYvDAZDY.ONcTb.BI0pW0:1::::::\n"))
                .orElseThrow();
        assertThat(users.passwords()).singleElement().satisfies(password -> {
            assertThat(password.file()).isEqualTo(GuestPath.of("/etc/tcb/root/shadow"));
            assertThat(password.field().scheme()).isEqualTo("md5crypt");
        });
    }

    @Test
    void homesAreThoseOfPasswdAndThoseNobodyClaims() throws Exception {
        Users users = gather(MemoryFileTree.builder()
                        .file(
                                "/etc/passwd",
                                "root:x:0:0::/root:/bin/sh\napp:x:1:1::/srv/app:/bin/sh\nb:x:2:2::/srv/app/:/bin/sh\nbad:x:3:3::none:/bin/sh\n")
                        .directory("/root")
                        .directory("/home/gone")
                        .file("/home/README", ""))
                .orElseThrow();
        assertThat(users.homes()).map(GuestPath::toString).containsExactly("/root", "/srv/app", "/home/gone");
    }

    @Test
    void withoutPasswdThereAreNoAccounts() throws Exception {
        assertThat(gather(MemoryFileTree.builder().file("/etc/shadow", "root::::")))
                .isEmpty();
    }

    @Test
    void aShadowFileThatCannotBeReadIsNotAMissingOne() {
        assertThatThrownBy(() -> gather(MemoryFileTree.builder()
                        .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                        .damaged("/etc/shadow", Kind.FILE, () -> new DamagedImageException("broken", "x"))))
                .isInstanceOf(DamagedImageException.class);
    }

    /** Millions of short lines would fill the memory, and colons without end too. */
    @Test
    void moreAccountsThanAreKeptAreALimit() throws Exception {
        assertThatThrownBy(() -> gather(MemoryFileTree.builder().file("/etc/passwd", "a:\n".repeat(200_000))))
                .isInstanceOf(org.imginspect.error.LimitExceededException.class)
                .hasMessageContaining("metadata-table-bytes");
        assertThat(gather(MemoryFileTree.builder().file("/etc/passwd", "a:x:1:1:::" + ":".repeat(1_000_000)))
                        .orElseThrow()
                        .accounts())
                .singleElement()
                .satisfies(account -> assertThat(account.shell()).hasSize(1_000_000));
    }

    @Test
    void accountsFromElsewhereAreNotLeftOutInSilence() throws Exception {
        String passwd = "root:x:0:0::/root:/bin/sh\n";
        assertThatThrownBy(() -> gather(MemoryFileTree.builder()
                        .file("/etc/passwd", passwd)
                        .file("/etc/nsswitch.conf", "passwd: files systemd\n")
                        .file("/etc/userdb/jane.user", "{}")))
                .isInstanceOf(org.imginspect.error.UnsupportedFeatureException.class)
                .hasMessageContaining("/etc/userdb/jane.user");
        assertThatThrownBy(() -> gather(MemoryFileTree.builder()
                        .file("/etc/passwd", passwd)
                        .file("/etc/nsswitch.conf", "passwd:\tcompat\textrausers # snaps\n")
                        .file("/var/lib/extrausers/passwd", "a:x:1:1::/:/bin/sh\n")))
                .isInstanceOf(org.imginspect.error.UnsupportedFeatureException.class);
        assertThatThrownBy(() -> gather(MemoryFileTree.builder()
                        .file("/etc/passwd", passwd)
                        .file("/etc/nsswitch.conf", "passwd: files altfiles systemd\n")
                        .file("/usr/lib/passwd", "bin:x:1:1::/bin:/sbin/nologin\n")))
                .isInstanceOf(org.imginspect.error.UnsupportedFeatureException.class)
                .hasMessageContaining("nss-altfiles");
        // Nobody asks for them, or there are none.
        assertThat(gather(MemoryFileTree.builder()
                                .file("/etc/passwd", passwd)
                                .file(
                                        "/etc/nsswitch.conf",
                                        "#passwd: systemd\npasswd: files\ngroup: files systemd extrausers\n")
                                .file("/etc/userdb/jane.user", "{}")
                                .file("/var/lib/extrausers/passwd", "a:x:1:1::/:/bin/sh\n"))
                        .orElseThrow()
                        .accounts())
                .hasSize(1);
        assertThat(gather(MemoryFileTree.builder()
                                .file("/etc/passwd", passwd)
                                .file("/etc/nsswitch.conf", "passwd: files systemd extrausers\n")
                                .file("/var/lib/extrausers/passwd", ""))
                        .orElseThrow()
                        .accounts())
                .hasSize(1);
    }
}
