package org.imginspect.facts.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.imginspect.error.DamagedImageException;
import org.imginspect.facts.TestFacts;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

class GroupsGathererTest {
    private static final String PASSWD =
            "root:x:0:0:root:/root:/bin/sh\nann:x:1000:27:Ann,,,:/home/ann:/bin/sh\njoe:x:1001:1001::/home/joe:/bin/sh\n";
    private static final String GROUP = "root:x:0:\nsudo:x:27:joe,ghost\nbad:x:y:joe\njoe:x:1001:\nsudo:x:28:ann\n";

    @Test
    void aGroupHasItsMembersAndThoseWhosePrimaryOneItIs() throws Exception {
        GuestTree tree = TestFacts.tree(MemoryFileTree.builder()
                .file("/etc/passwd", PASSWD)
                .file("/etc/group", GROUP)
                .build());
        Users users = new UsersGatherer().gather(tree, TestFacts.of(tree)).orElseThrow();
        Groups groups = new GroupsGatherer().gather(tree, TestFacts.of(tree)).orElseThrow();
        Groups.Group sudo = groups.find("sudo").orElseThrow();
        assertThat(sudo.gid()).isEqualTo(27);
        assertThat(sudo.line()).isEqualTo(2);
        assertThat(groups.members(sudo, users)).containsExactly("ann", "joe", "ghost");
        assertThat(groups.of(users.account("joe").orElseThrow()).stream().map(Groups.Group::line))
                .containsExactly(2, 4);
        assertThat(groups.of(users.account("ann").orElseThrow()).stream().map(Groups.Group::line))
                .containsExactly(2, 5);
        assertThat(groups.find(28)).isPresent();
        assertThat(groups.find("none")).isEmpty();
        assertThat(users.account("ann").orElseThrow().gecos()).isEqualTo("Ann,,,");
    }

    @Test
    void aFileThatCannotBeReadIsNotAMissingOne() throws Exception {
        GuestTree damaged = TestFacts.tree(MemoryFileTree.builder()
                .damaged("/etc/group", Kind.FILE, () -> new DamagedImageException("broken", "x"))
                .build());
        assertThatThrownBy(() -> new GroupsGatherer().gather(damaged, TestFacts.of(damaged)))
                .isInstanceOf(DamagedImageException.class);
        GuestTree none = TestFacts.tree(MemoryFileTree.builder().build());
        assertThat(new GroupsGatherer().gather(none, TestFacts.of(none))).isEmpty();
    }
}
