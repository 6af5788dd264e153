package org.imginspect.facts.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.imginspect.error.DamagedImageException;
import org.imginspect.facts.TestFacts;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

class LoginDefsGathererTest {
    private static LoginDefs gather(MemoryFileTree.Builder files) throws Exception {
        GuestTree tree = TestFacts.tree(files.build());
        return new LoginDefsGatherer().gather(tree, TestFacts.of(tree)).orElseThrow();
    }

    @Test
    void withoutAFileTheRangesAreBuiltIn() throws Exception {
        LoginDefs defs = gather(MemoryFileTree.builder());
        assertThat(defs.uidMin()).isEqualTo(1000);
        assertThat(defs.uidMax()).isEqualTo(60000);
        assertThat(defs.sysUidMin()).isEqualTo(101);
        assertThat(defs.sysUidMax()).isEqualTo(999);
        assertThat(defs.setting("UMASK")).isEmpty();
    }

    @Test
    void aSettingSaysWhereItIsWritten() throws Exception {
        LoginDefs defs = gather(MemoryFileTree.builder().file("/etc/login.defs", "# x\nUID_MIN 500\nUMASK\t077 \n"));
        assertThat(defs.uidMin()).isEqualTo(500);
        assertThat(defs.sysUidMax()).isEqualTo(499);
        assertThat(defs.setting("UMASK").orElseThrow().value()).isEqualTo("077");
        assertThat(defs.setting("UMASK").orElseThrow().line()).isEqualTo(3);
    }

    /** As libeconf reads it for SUSE's shadow suite. */
    @Test
    void theVendorsFileCountsWithoutOneInEtcAndDropInsComeLast() throws Exception {
        assertThat(gather(MemoryFileTree.builder()
                                .file("/usr/etc/login.defs", "UID_MIN 600\n")
                                .file("/etc/login.defs.d/70-own.defs", "UID_MIN 700\n")
                                .file("/etc/login.defs.d/90.conf", "UID_MIN 800\n"))
                        .uidMin())
                .isEqualTo(700);
        assertThat(gather(MemoryFileTree.builder()
                                .file("/usr/etc/login.defs", "UID_MIN 600\n")
                                .file("/etc/login.defs", "UMASK 022\n"))
                        .uidMin())
                .isEqualTo(1000);
    }

    @Test
    void aFileThatCannotBeReadIsNotAMissingOne() {
        assertThatThrownBy(() -> gather(MemoryFileTree.builder()
                        .damaged("/etc/login.defs", Kind.FILE, () -> new DamagedImageException("broken", "x"))))
                .isInstanceOf(DamagedImageException.class);
    }
}
