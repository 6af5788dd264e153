package org.imginspect.facts.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.files.UnownedFilesGatherer;
import org.imginspect.facts.packages.PackageFilesGatherer;
import org.imginspect.facts.packages.PackagesGatherer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountCopiesGathererTest {
    private static final String HASH = "abhKo2urtNdfg";
    private static final String LINE = "joe:" + HASH + ":20000:0:99999:7:::\n";

    private static Optional<AccountCopies> gather(MemoryFileTree.Builder files) throws ImageException {
        GuestTree tree = TestFacts.tree(files.build());
        return new AccountCopiesGatherer()
                .gather(
                        tree,
                        TestFacts.of(
                                tree, new UnownedFilesGatherer(), new PackageFilesGatherer(), new PackagesGatherer()));
    }

    private static List<String> hashed(MemoryFileTree.Builder files) throws ImageException {
        return gather(files).orElseThrow().copies().stream()
                .flatMap(copy -> copy.hashes().stream()
                        .map(each -> copy.file() + ":" + each.line() + " " + each.name()
                                + (copy.readableByAll() ? " all" : "") + (copy.remembered() ? " remembered" : "")))
                .toList();
    }

    private static MemoryFileTree.Builder files() {
        return MemoryFileTree.builder().file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/shadow-",
                "/etc/shadow.bak",
                "/etc/shadow~",
                "/etc/shadow.20260101",
                "/etc/shadow_old",
                "/etc/shadow1",
                "/etc/gshadow-",
                "/etc/passwd.rpmsave",
                "/etc/passwd.dpkg-old",
                "/etc/passwd+",
                "/etc/nshadow",
                "/etc/npasswd",
                "/etc/master.passwd",
                "/etc/group.orig",
                "/etc/tcb/joe/shadow-",
                "/var/backups/shadow.bak",
                "/var/backups/passwd.bak.1",
                "/root/shadow",
                "/srv/backup/etc-shadow.2026",
                "/var/lib/docker/overlay2/x/diff/etc/shadow",
                "/home/joe/old.gshadow"
            })
    void copiesAreFoundByTheirNames(String path) throws Exception {
        assertThat(hashed(files().file(path, "root:*:20000:0:99999:7:::\n" + LINE)))
                .containsExactly(path + ":2 joe all");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/shadow",
                "/etc/tcb/joe/shadow",
                "/etc/apache2/.htpasswd",
                "/srv/smbpasswd",
                "/srv/shadows.txt",
                "/srv/passwdqc.conf"
            })
    void otherFilesAreNot(String path) throws Exception {
        assertThat(hashed(files().file(path, LINE))).isEmpty();
    }

    @Test
    void elsewhereALineHasToLookLikeAnAccountFiles() throws Exception {
        assertThat(hashed(files().file("/srv/passwd", "joe:" + HASH + "\n")
                        .file("/srv/dovecot.passwd", "joe:" + HASH + ":5000:5000::rel\n")
                        .file("/srv/passwd.old", "joe:" + HASH + ":1:1::/home/joe:/bin/sh\n")))
                .containsExactly("/srv/passwd.old:1 joe all");
    }

    /** A list of words for guessing has more lines than an account file may have. */
    @Test
    void aLongFileOfAnotherKindIsNoObstacle() throws Exception {
        assertThat(hashed(files().file("/opt/words/passwd.txt", "secret\n".repeat(300_000) + LINE)))
                .containsExactly("/opt/words/passwd.txt:300001 joe all");
    }

    @Test
    void aCompressedCopyIsRead() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(LINE.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(hashed(files().file("/var/backups/shadow.bak.1.gz", packed.toByteArray(), 0644, 0, 0)))
                .containsExactly("/var/backups/shadow.bak.1.gz:1 joe all");
        byte[] cut = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() - 9);
        assertThatThrownBy(() -> hashed(files().file("/var/backups/shadow.bak.1.gz", cut, 0644, 0, 0)))
                .isInstanceOf(DamagedImageException.class);
    }

    /** vim's swap file has a block of pointers before the lines, which it keeps apart by NUL and in reverse order of the block. */
    @Test
    void anEditorsSwapFileIsRead() throws Exception {
        assertThat(hashed(files().file(
                                "/etc/.shadow.swp",
                                ("b0VIM 9.0\0\0\0\0\20\0\0joe:" + HASH
                                                + ":20000:0:99999:7:::\0root:*:20000:0:99999:7:::\0")
                                        .getBytes(StandardCharsets.ISO_8859_1),
                                0600,
                                0,
                                0)))
                .hasSize(1)
                .allSatisfy(
                        line -> assertThat(line).startsWith("/etc/.shadow.swp:").contains("joe"));
    }

    @Test
    void passwordsThatPamRemembersAreHashesToo() throws Exception {
        assertThat(hashed(files().file(
                                "/etc/security/opasswd",
                                "joe:1000:2:" + HASH + ",$1$salt$1234567890123456789012\nann:1001:0:\n")))
                .containsExactly(
                        "/etc/security/opasswd:1 joe all remembered", "/etc/security/opasswd:1 joe all remembered");
    }

    @Test
    void aLinkIsTheMatterOfWhatItLeadsTo() throws Exception {
        assertThat(hashed(files().file("/etc/shadow", LINE).symlink("/etc/shadow-", "shadow")))
                .isEmpty();
    }

    @Test
    void aCopyThatCannotBeReadIsNotACleanOne() {
        assertThatThrownBy(() -> gather(
                        files().damaged("/etc/shadow-", Kind.FILE, () -> new DamagedImageException("broken", "x"))))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void withoutPasswdAndCopiesThereIsNothing() throws Exception {
        assertThat(gather(MemoryFileTree.builder().file("/etc/hostname", "x"))).isEmpty();
        assertThat(gather(files()).orElseThrow().copies()).isEmpty();
        assertThat(gather(MemoryFileTree.builder().file("/etc/shadow-", LINE))
                        .orElseThrow()
                        .copies())
                .hasSize(1);
    }
}
