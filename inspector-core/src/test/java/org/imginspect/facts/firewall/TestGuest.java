package org.imginspect.facts.firewall;

import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.scan.Gatherers;

/** A guest with systemd that starts one service. Its card is called eth0. */
public final class TestGuest {
    private TestGuest() {}

    /** @param content of the unit, without a section {@code [Unit]} */
    public static MemoryFileTree.Builder with(String unit, String content) {
        return starting(
                MemoryFileTree.builder()
                        .file("/etc/machine-id", "")
                        .file("/usr/lib/systemd/systemd", "ELF")
                        .symlink("/sbin/init", "/usr/lib/systemd/systemd")
                        .symlink("/usr/lib/systemd/system/default.target", "multi-user.target")
                        .file("/usr/lib/systemd/system/multi-user.target", "[Unit]\n"),
                unit,
                content);
    }

    /** The same with one more. */
    public static MemoryFileTree.Builder starting(MemoryFileTree.Builder tree, String unit, String content) {
        return tree.file("/usr/lib/systemd/system/" + unit, "[Unit]\nDefaultDependencies=no\n" + content)
                .symlink("/etc/systemd/system/multi-user.target.wants/" + unit, "/usr/lib/systemd/system/" + unit);
    }

    /** The fact about it. */
    public static Firewall firewall(MemoryFileTree.Builder files) throws ImageException {
        GuestTree tree = TestFacts.tree(files.build());
        return new Facts(tree, TestFacts.storage(), Gatherers.all())
                .find(Firewall.class)
                .orElseThrow();
    }
}
