package org.imginspect.filesystem.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.filesystem.Subvolume;
import org.imginspect.filesystem.TreeListing;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subvolumes and snapshots against {@code btrfs subvolume list} and what the kernel shows in each mount. */
final class BtrfsSubvolumesOracleTest {
    private static final Pattern LINE = Pattern.compile("ID (\\d+) .* parent_uuid (\\S+) +uuid (\\S+) path (.*)");

    private static final String LAYOUT = """
        make 1 120M
        begin 1
        sub() { btrfs subvolume create "mnt/$1" > /dev/null; }
        sub root; sub home; mkdir -p mnt/root/var/lib/deep; sub root/var/lib/deep/machines; sub root/var/lib/deep/machines/inner
        echo one > mnt/root/file; echo two > mnt/home/file; echo three > mnt/root/var/lib/deep/machines/file
        dd if=/dev/urandom of=mnt/root/random bs=4K count=40 status=none
        mkdir mnt/.snapshots
        btrfs subvolume snapshot -r mnt/root mnt/.snapshots/1 > /dev/null
        echo changed > mnt/root/file; echo x | dd of=mnt/root/random bs=1 seek=70000 conv=notrunc status=none
        btrfs subvolume snapshot mnt/root mnt/.snapshots/2 > /dev/null
        btrfs subvolume snapshot mnt/.snapshots/2 'mnt/.snapshots/a b' > /dev/null
        sub gone; btrfs subvolume delete -c mnt/gone > /dev/null
        sub moved; mkdir mnt/to; mv mnt/moved mnt/to/here
        ln mnt/root/file mnt/root/second
        """;

    @TempDir
    Path directory;

    @Test
    void subvolumesAreThoseThatTheToolLists() throws Exception {
        try (BtrfsOracle oracle = new BtrfsOracle(directory)) {
            String output = oracle.run(LAYOUT + """
                sync
                btrfs subvolume list -u -q mnt
                echo "default $(btrfs subvolume get-default mnt)"
                btrfs subvolume list -r mnt | sed 's/^/readonly /'
                finish
                """);
            OpenedFileSystem opened = oracle.open(0);
            Map<Long, List<String>> told = new TreeMap<>();
            Map<Long, List<String>> found = new TreeMap<>();
            for (String line : output.lines().toList()) {
                Matcher matcher = LINE.matcher(line);
                if (matcher.matches()) {
                    told.put(
                            Long.parseLong(matcher.group(1)),
                            List.of(matcher.group(2), matcher.group(3), "/" + matcher.group(4)));
                }
            }
            List<Long> readOnly = new ArrayList<>();
            for (Subvolume subvolume : opened.subvolumes()) {
                if (subvolume.id() != 5) {
                    found.put(
                            subvolume.id(),
                            List.of(
                                    subvolume.snapshotOf().orElse("-"),
                                    subvolume.uuid().orElse("-"),
                                    subvolume.path().toString()));
                }
                if (subvolume.readOnly()) {
                    readOnly.add(subvolume.id());
                }
                assertThat(subvolume.isDefault()).isEqualTo(subvolume.id() == 5);
            }
            assertThat(told).hasSize(8);
            assertThat(found).isEqualTo(told);
            assertThat(output).contains("default ID 5 ");
            assertThat(readOnly).hasSize(1);
            assertThat(output).contains("readonly ID " + readOnly.get(0) + " ");
            assertThat(opened.subvolumes().get(0).path()).isEqualTo(GuestPath.ROOT);
        }
    }

    @Test
    void theTopLevelShowsWhatHangsInIt() throws Exception {
        try (BtrfsOracle oracle = new BtrfsOracle(directory)) {
            oracle.run(LAYOUT + "sync\nlist\nfinish");
            assertSame(oracle.open(0).tree(), oracle.listing());
        }
    }

    @Test
    void theDefaultSubvolumeIsShown() throws Exception {
        try (BtrfsOracle oracle = new BtrfsOracle(directory)) {
            oracle.run(LAYOUT + "btrfs subvolume set-default mnt/.snapshots/2\nfinish\nbegin 1 ro\nlist\nfinish");
            OpenedFileSystem opened = oracle.open(0);
            assertSame(opened.tree(), oracle.listing());
            for (Subvolume subvolume : opened.subvolumes()) {
                assertThat(subvolume.isDefault())
                        .isEqualTo(subvolume.path().toString().equals("/.snapshots/2"));
            }
        }
    }

    @Test
    void eachSubvolumeOpensByItself() throws Exception {
        try (BtrfsOracle oracle = new BtrfsOracle(directory)) {
            oracle.run(LAYOUT + "finish\nbegin 1 ro,subvol=root/var/lib/deep/machines\nlist\nfinish");
            Subvolume machines = oracle.open(0).subvolumes().stream()
                    .filter(subvolume -> subvolume.path().toString().endsWith("/machines"))
                    .findFirst()
                    .orElseThrow();
            try (FileTree tree = machines.opener().open()) {
                assertSame(tree, oracle.listing());
                assertThat(tree.list(GuestPath.ROOT)).hasSize(2);
            }
        }
    }

    /** Where a snapshot has no subvolume the kernel shows a directory whose time is that of its first look at it. */
    private static void assertSame(FileTree tree, TreeListing listing) throws Exception {
        TreeMap<GuestPath, TreeListing.Entry> found = TreeListing.entriesOf(tree);
        assertThat(found.keySet()).isEqualTo(listing.entries().keySet());
        for (TreeListing.Entry told : listing.entries().values()) {
            TreeListing.Entry entry = Objects.requireNonNull(found.get(told.path()));
            if (entry.kind() == Kind.DIRECTORY && told.path().toString().matches(".*/[12ab ]+/var/lib/deep/machines")) {
                assertThat(entry.permissions()).isEqualTo(told.permissions());
                assertThat(entry.uid()).isEqualTo(told.uid());
                assertThat(entry.xattrs()).isEqualTo(told.xattrs());
            } else if (!told.path().toString().equals("/var/lib/deep/machines")) {
                assertThat(entry).isEqualTo(told);
            }
        }
    }
}
