package org.imginspect.facts.mounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.mounts.Mounts.Mount;
import org.imginspect.facts.mounts.Mounts.Origin;
import org.imginspect.guest.Fstab;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.ExampleStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountsTest {
    private static final String FSTAB = """
            # comment
              # indented comment
            UUID=0d0e0b1a-0012-4e47-9c3b-1234567890ab / ext4 errors=remount-ro 0 1
            UUID="ABCD-1234"\t/boot/efi vfat umask=0077,nofail 0 2

            LABEL=my\\040data /srv/my\\040data xfs defaults,x-systemd.device-timeout=5 0 0
            /dev/sda2 none swap sw 0 0
            \t/dev/disk/by-uuid/1 /a ext4 noauto
            /dev/vdb /mnt auto
            /only two
            tmpfs /tmp tmpfs size=1g,mode=1777 0 0 # not a comment
            """;

    private static List<Mount> gather(MemoryFileTree.Builder files) throws ImageException {
        GuestTree tree = new GuestTree(files.build(), Limits.defaults());
        return new MountsGatherer()
                .gather(tree, new Facts(tree, ExampleStorage.of(List.of()), List.of()))
                .orElseThrow()
                .mounts();
    }

    /** What findmnt, which is libmount, makes of the same file. */
    @Test
    void fstabIsReadAsFindmntReadsIt(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/findmnt")), "no findmnt");
        Path file = Files.writeString(directory.resolve("fstab"), FSTAB);
        Process process = new ProcessBuilder(
                        "findmnt",
                        "--tab-file",
                        file.toString(),
                        "--noheadings",
                        "--raw",
                        "--output",
                        "SOURCE,TARGET,FSTYPE,OPTIONS")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> expected = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replace("\\x20", " ").replace("\"", ""))
                .toList();
        assertThat(process.waitFor()).isZero();
        List<String> found = new ArrayList<>();
        for (Fstab.Line line : Fstab.parse(FSTAB.getBytes(StandardCharsets.UTF_8))) {
            String options = String.join(",", line.options());
            found.add(String.join(" ", line.device(), line.mountPoint(), line.type(), options));
        }
        assertThat(found).hasSize(7);
        // findmnt prints nothing where the options are missing.
        assertThat(found.stream().map(line -> line.replace(" defaults", "")).toList())
                .containsExactlyInAnyOrderElementsOf(expected.stream()
                        .map(line -> line.replace(" defaults", "").strip())
                        .toList());
    }

    @Test
    void linesAndPassNumbersAreKept() {
        List<Fstab.Line> lines = Fstab.parse(FSTAB.getBytes(StandardCharsets.UTF_8));
        assertThat(lines).extracting(Fstab.Line::line).containsExactly(3, 4, 6, 7, 8, 9, 11);
        assertThat(lines).extracting(Fstab.Line::pass).containsExactly(1, 2, 0, 0, 0, 0, 0);
        assertThat(lines.get(2).path()).contains(GuestPath.of("/srv/my data"));
        assertThat(lines.get(3).path()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UUID=x, UUID",
        "LABEL=x, LABEL",
        "PARTUUID=x, PARTUUID",
        "PARTLABEL=x, PARTLABEL",
        "ID=x, BY_ID",
        "/dev/disk/by-uuid/x, UUID",
        "/dev/disk/by-path/x, BY_PATH",
        "/dev/disk/by-id/x, BY_ID",
        "/dev/sda1, KERNEL",
        "/dev/vdb, KERNEL",
        "/dev/xvda1, KERNEL",
        "/dev/hda, KERNEL",
        "/dev/nvme0n1p1, KERNEL",
        "/dev/mmcblk0p2, KERNEL",
        "/dev/sdaa12, KERNEL",
        "/dev/mapper/vg-lv, MAPPED",
        "/dev/vg0/lv, MAPPED",
        "/dev/md0, MAPPED",
        "/dev/md/0, MAPPED",
        "/dev/sr0, REMOVABLE",
        "/dev/cdrom, REMOVABLE",
        "/dev/fd0, REMOVABLE",
        "/dev/zram0, NONE",
        "tmpfs, NONE",
        "none, NONE",
        "proc, NONE",
        "/swapfile, FILE",
        "/dev/shm, NONE",
        "/srv/bound, FILE",
        "nas:/export, NETWORK",
        "//server/share, NETWORK"
    })
    void deviceNamesAreToldApart(String text, DeviceName.Kind kind) {
        assertThat(DeviceName.parse(text).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/sda1,sda",
        "/dev/sdaa12,sdaa",
        "/dev/vda,vda",
        "/dev/xvdf,xvdf",
        "/dev/nvme0n1p2,nvme0n1",
        "/dev/nvme1n1,nvme1n1",
        "/dev/mmcblk0p1,mmcblk0",
        "/dev/mapper/vg-root,",
        "UUID=1234,"
    })
    void disksOfKernelNames(String text, @org.jspecify.annotations.Nullable String disk) {
        assertThat(DeviceName.parse(text).disk()).isEqualTo(Optional.ofNullable(disk));
    }

    @Test
    void escapesInLinksAreUndone() {
        assertThat(DeviceName.parse("/dev/disk/by-label/my\\x20data").value()).isEqualTo("my data");
        assertThat(DeviceName.parse("UUID=\"ab\"").value()).isEqualTo("ab");
    }

    @Test
    void unitsAreReadWhereTheyAreNotMasked() throws Exception {
        List<Mount> mounts = gather(MemoryFileTree.builder()
                .file("/etc/systemd/system/srv.mount", "[Unit]\nWhat=no\n[Mount]\nWhat=/dev/sdb1\nWhere=/srv\n")
                .symlink("/etc/systemd/system/data.mount", "/dev/null")
                .file("/usr/lib/systemd/system/data.mount", "[Mount]\nWhat=/dev/sdc1\nWhere=/data\n")
                .file("/usr/lib/systemd/system/srv.mount", "[Mount]\nWhat=/dev/sdd1\nWhere=/srv\n")
                .file("/usr/lib/systemd/system/dev-sdb2.swap", "[Swap]\nWhat=/dev/sdb2\nOptions=discard,nofail\n")
                .file("/etc/crypttab", "# c\ncrypt UUID=12 none luks,discard\n"));
        assertThat(mounts)
                .extracting(Mount::origin, mount -> mount.device().text(), Mount::target, Mount::line)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Origin.SWAP_UNIT, "/dev/sdb2", "none", 2),
                        org.assertj.core.groups.Tuple.tuple(Origin.MOUNT_UNIT, "/dev/sdb1", "/srv", 4),
                        org.assertj.core.groups.Tuple.tuple(Origin.CRYPTTAB, "UUID=12", "crypt", 2));
        assertThat(mounts.get(0).mayBeMissing()).isTrue();
    }

    @Test
    void damageIsNeverAnEmptyList() {
        for (String path : List.of("/etc/fstab", "/etc/crypttab", "/etc/systemd/system/srv.mount")) {
            assertThatThrownBy(() -> gather(MemoryFileTree.builder()
                            .damaged(path, Kind.FILE, () -> new DamagedImageException("ext4: bad", path))))
                    .isInstanceOf(DamagedImageException.class);
        }
        assertThatThrownBy(() -> gather(MemoryFileTree.builder()
                        .damaged("/etc/systemd/system", Kind.DIRECTORY, () -> new DamagedImageException("x", "y"))))
                .isInstanceOf(DamagedImageException.class);
    }
}
