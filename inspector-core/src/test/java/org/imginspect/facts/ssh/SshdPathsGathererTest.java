package org.imginspect.facts.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.imginspect.error.DamagedImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.users.PasswordField;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;

class SshdPathsGathererTest {
    private static final String MAIN = "/etc/ssh/sshd_config";

    private static SshdPaths gather(MemoryFileTree.Builder files) throws Exception {
        GuestTree tree = TestFacts.tree(files.build());
        return new Facts(tree, TestFacts.storage(), Gatherers.all())
                .find(SshdPaths.class)
                .orElseThrow();
    }

    @Test
    void withoutAConfigurationThePlacesAreBuiltIn() throws Exception {
        SshdPaths paths = gather(MemoryFileTree.builder());
        assertThat(paths.authorizedKeys()).containsExactly(".ssh/authorized_keys", ".ssh/authorized_keys2");
        assertThat(paths.hostKeys())
                .map(GuestPath::toString)
                .containsExactly(
                        "/etc/ssh/ssh_host_rsa_key", "/etc/ssh/ssh_host_ecdsa_key", "/etc/ssh/ssh_host_ed25519_key");
    }

    @Test
    void theFirstValueWinsAndIncludesStandWhereTheyAreWritten() throws Exception {
        SshdPaths paths = gather(MemoryFileTree.builder()
                .file(MAIN, "# AuthorizedKeysFile no\nInclude sshd_config.d/*.conf\nAuthorizedKeysFile last\n")
                .file("/etc/ssh/sshd_config.d/20-b.conf", "authorizedkeysfile second\n")
                .file("/etc/ssh/sshd_config.d/10-a.conf", "AUTHORIZEDKEYSFILE = \"/a b/%u\" .ssh/x # why\n")
                .file("/etc/ssh/sshd_config.d/note.txt", "AuthorizedKeysFile third\n"));
        assertThat(paths.authorizedKeys()).containsExactly("/a b/%u", ".ssh/x");
    }

    @Test
    void matchBlocksAddTheirsAndEndWithTheirFile() throws Exception {
        SshdPaths paths = gather(MemoryFileTree.builder()
                .file(
                        MAIN,
                        "Include /etc/ssh/a.conf\nAuthorizedKeysFile everywhere\nMatch User x\n AuthorizedKeysFile for-x\n Include /etc/ssh/b.conf\n")
                .file("/etc/ssh/a.conf", "Match all\nAuthorizedKeysFile in-a\n")
                .file("/etc/ssh/b.conf", "AuthorizedKeysFile in-b\n"));
        assertThat(paths.authorizedKeys()).containsExactly("in-a", "for-x", "in-b");
    }

    @Test
    void theVendorsFileCountsWhereThereIsNoneInEtc() throws Exception {
        assertThat(gather(MemoryFileTree.builder().file("/usr/etc/ssh/sshd_config", "AuthorizedKeysFile none\n"))
                        .authorizedKeys())
                .containsExactly("none");
    }

    @Test
    void anIncludeOfItselfEnds() throws Exception {
        assertThat(gather(MemoryFileTree.builder()
                                .file(
                                        MAIN,
                                        "AuthorizedKeysFile /k\nInclude /etc/ssh/sshd_config /etc/ssh/sshd_config\n"))
                        .authorizedKeys())
                .containsExactly("/k");
    }

    @Test
    void aFileThatCannotBeReadIsNotAnEmptyOne() {
        assertThatThrownBy(() -> gather(MemoryFileTree.builder()
                        .file(MAIN, "Include /etc/ssh/x\n")
                        .damaged("/etc/ssh/x", Kind.FILE, () -> new DamagedImageException("broken", "x"))))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void tokensAreExpandedInsideTheGuest() {
        Users.Account account = new Users.Account(
                "joe",
                new PasswordField(PasswordField.Kind.NONE, ""),
                1000,
                java.util.Optional.of(GuestPath.of("/srv/joe")),
                "/bin/sh",
                1);
        assertThat(SshdPaths.expand(".ssh/k", account)).contains(GuestPath.of("/srv/joe/.ssh/k"));
        assertThat(SshdPaths.expand("%h/k-%u-%U-%%", account)).contains(GuestPath.of("/srv/joe/k-joe-1000-%"));
        assertThat(SshdPaths.expand("/../../%u", account)).contains(GuestPath.of("/joe"));
        assertThat(SshdPaths.expand("none", account)).isEmpty();
        assertThat(SshdPaths.expand("/a\0b", account)).isEmpty();
    }
}
