package org.imginspect.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageEntry.Kind;
import org.imginspect.engine.StorageEntry.State;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.Problem;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedEngineTest {
    @TempDir
    Path directory;

    private static Guest open(Path image) throws ImageException {
        return new EmbeddedEngine().open(image, OpenOptions.defaults());
    }

    private static Guest open(String fixture) throws ImageException {
        return open(Fixtures.image(fixture));
    }

    private static StorageEntry at(Guest guest, String path) {
        return guest.storage().at(path).orElseThrow(() -> new AssertionError("nothing at " + path));
    }

    private static Optional<String> text(Guest guest, String path) throws ImageException {
        return guest.tree().text(GuestPath.of(path));
    }

    /** The partitions as sfdisk lists them, and what blkid says of each. */
    @ParameterizedTest
    @ValueSource(strings = {"gpt-layout", "mbr-logical", "two-roots", "no-root", "encrypted", "whole-ext4"})
    void theStorageMapIsWhatSfdiskAndBlkidSay(String name) throws ImageException {
        List<String> found = new ArrayList<>();
        try (Guest guest = open("disk/" + name)) {
            guest.storage().table().ifPresent(table -> {
                found.add("# label: " + (table.scheme().equals("mbr") ? "dos" : table.scheme()));
                found.add("# label-id: " + (table.scheme().equals("mbr") ? "0x" : "")
                        + table.diskId().orElse(""));
            });
            for (StorageEntry entry : guest.storage().partitions()) {
                PartitionInfo info = entry.partition().orElseThrow();
                found.add(info.number() + " start=" + info.startBytes() / 512 + ", size="
                        + entry.sizeBytes().orElseThrow() / 512 + ", type="
                        + (info.type().startsWith("0")
                                ? info.type().substring(info.type().length() == 2 ? 1 : 0)
                                : info.type())
                        + (guest.storage().table().orElseThrow().scheme().equals("gpt")
                                ? ", uuid=" + entry.uuid().orElse("").toUpperCase(java.util.Locale.ROOT)
                                : "")
                        + entry.label().map(label -> ", name=\"" + label + "\"").orElse(""));
            }
            List<StorageEntry> contents = new ArrayList<>();
            for (StorageEntry entry : guest.storage().entries()) {
                if (entry.kind() == Kind.PARTITION) {
                    List<StorageEntry> inside = guest.storage().inside(entry);
                    found.add("blkid " + entry.partition().orElseThrow().number()
                            + (inside.isEmpty() ? "" : blkid(inside.get(0))));
                } else if (guest.storage().table().isEmpty() && entry.kind() != Kind.CONTAINER) {
                    contents.add(entry);
                }
            }
            contents.forEach(entry -> found.add("blkid 0" + blkid(entry)));
        }
        List<String> expected = Fixtures.text("disk/" + name + ".listing")
                .lines()
                .map(line -> line.replaceAll("= +", "=").strip())
                .toList();
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String blkid(StorageEntry entry) {
        if (entry.kind() == Kind.DATA) {
            return ""; // what blkid has no name for
        }
        return entry.label().map(label -> " LABEL=" + label).orElse("") + " TYPE=" + entry.format()
                + entry.uuid().map(uuid -> " UUID=" + uuid).orElse("");
    }

    @Test
    void everythingOnTheDiskHasAState() throws ImageException {
        try (Guest guest = open("disk/gpt-layout")) {
            List<String> states = guest.storage().entries().stream()
                    .filter(entry -> entry.kind() != Kind.PARTITION)
                    .map(entry -> entry.path() + " " + entry.kind() + " " + entry.state())
                    .toList();
            assertThat(states)
                    .containsExactly(
                            "gpt-layout CONTAINER OPENED",
                            "gpt-layout > gpt PARTITION_TABLE OPENED",
                            "gpt-layout > gpt:1 > empty DATA RECOGNISED",
                            "gpt-layout > gpt:2 > vfat FILE_SYSTEM OPENED",
                            "gpt-layout > gpt:3 > ext4 FILE_SYSTEM OPENED",
                            "gpt-layout > gpt:4 > ext4 FILE_SYSTEM OPENED",
                            "gpt-layout > gpt:5 > swap SWAP RECOGNISED",
                            "gpt-layout > gpt:6 > xfs FILE_SYSTEM OPENED",
                            "gpt-layout > gpt:7 > LVM2_member VOLUME RECOGNISED",
                            "gpt-layout > gpt:8 > ext4 FILE_SYSTEM OPENED",
                            "gpt-layout > gpt:9 > empty DATA RECOGNISED",
                            "gpt-layout > gpt:10 > unknown DATA UNSUPPORTED");
            assertThat(guest.storage().unread())
                    .allSatisfy(entry ->
                            assertThat(entry.problem().map(Problem::kind)).contains(Problem.Kind.UNSUPPORTED));
        }
    }

    @Test
    void theGuestsOwnFstabIsMounted() throws ImageException {
        try (Guest guest = open("disk/gpt-layout")) {
            assertThat(guest.rootProblem()).isEmpty();
            assertThat(at(guest, "gpt:4 > ext4").mountPoint()).contains(GuestPath.ROOT);
            assertThat(at(guest, "gpt:3 > ext4").mountPoint()).contains(GuestPath.of("/boot"));
            assertThat(at(guest, "gpt:2 > vfat").mountPoint()).contains(GuestPath.of("/boot/efi"));
            assertThat(at(guest, "gpt:8 > ext4").mountPoint()).contains(GuestPath.of("/home"));
            assertThat(at(guest, "gpt:5 > swap").mountPoint()).isEmpty();
            assertThat(text(guest, "/boot/vmlinuz")).contains("kernel\n");
            assertThat(text(guest, "/boot/below")).isEmpty();
            assertThat(text(guest, "/boot/efi/EFI/BOOT/BOOTX64.EFI")).contains("loader\n");
            assertThat(text(guest, "/boot/efi/efi/boot/bootx64.efi")).contains("loader\n");
            assertThat(text(guest, "/home/here")).contains("home\n");
            assertThat(text(guest, "/etc/os-release")).isPresent();
        }
    }

    @Test
    void whatCouldNotBeOpenedIsNeverAnEmptyDirectory() throws ImageException {
        try (Guest guest = open("disk/gpt-layout")) {
            assertThat(at(guest, "gpt:6 > xfs").mountPoint()).contains(GuestPath.of("/srv/a b"));
            assertThat(text(guest, "/srv/a b/below")).isEmpty();
            // /dev/mapper/vg0-var is not on the disk as far as is known, but something is that is not.
            assertThatThrownBy(() -> text(guest, "/var/below"))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("/dev/mapper/vg0-var")
                    .hasMessageContaining("gpt:10 > unknown");
        }
    }

    @Test
    void linesThatMountNothingFromThisDiskLeaveTheDirectoryVisible() throws ImageException {
        try (Guest guest = open("disk/gpt-layout")) {
            assertThat(text(guest, "/mnt/below")).contains("covered unless mounted\n");
            assertThat(guest.engine().notes()).containsExactly("/etc/fstab: /dev/vdb1 on /mnt is not on this disk");
        }
    }

    @Test
    void deviceNamesMeanPartitionNumbers() throws ImageException {
        try (Guest guest = open("disk/mbr-logical")) {
            assertThat(at(guest, "mbr:5 > ext4").mountPoint()).contains(GuestPath.ROOT);
            assertThat(at(guest, "mbr:6 > ext4").mountPoint()).contains(GuestPath.of("/home"));
            assertThat(at(guest, "mbr:6").partition().orElseThrow().logicalOf()).hasValue(2);
            assertThat(at(guest, "mbr:6").uuid()).contains("1badcafe-06");
            assertThat(text(guest, "/home/here")).contains("home\n");
            assertThat(text(guest, "/srv/below")).isPresent();
            assertThat(guest.engine().notes())
                    .containsExactly(
                            "/etc/fstab: /dev/sdb1 on /mnt is not on this disk",
                            "/etc/fstab: LABEL=absent on /srv is not on this disk");
        }
    }

    @Test
    void aFileSystemMayFillTheDisk() throws ImageException {
        try (Guest guest = open("disk/whole-ext4")) {
            assertThat(guest.storage().table()).isEmpty();
            assertThat(at(guest, "ext4").mountPoint()).contains(GuestPath.ROOT);
            assertThat(text(guest, "/etc/os-release").orElseThrow()).contains("debian");
            assertThat(guest.engine().notes()).isEmpty();
        }
    }

    @Test
    void severalRootsAreReported() throws ImageException {
        try (Guest guest = open("disk/two-roots")) {
            assertThat(guest.rootProblem().orElseThrow().message())
                    .isEqualTo("2 operating systems were found, only one can be inspected: gpt:1 > ext4, gpt:2 > ext4"
                            + " [two-roots]");
            assertThatThrownBy(() -> guest.tree().exists(GuestPath.ROOT))
                    .isInstanceOf(UnsupportedFeatureException.class);
            assertThat(guest.volume("gpt:2").orElseThrow().text(GuestPath.of("/usr/lib/os-release")))
                    .isPresent();
        }
    }

    @Test
    void aDiskWithoutAnOperatingSystemIsReported() throws ImageException {
        try (Guest guest = open("disk/no-root")) {
            assertThat(guest.rootProblem().orElseThrow().message())
                    .isEqualTo("no operating system was found on this disk [no-root]");
            assertThat(guest.volume("gpt:1 > ext4").orElseThrow().text(GuestPath.of("/file")))
                    .contains("data\n");
        }
    }

    @Test
    void anEncryptedRootIsNamed() throws ImageException {
        try (Guest guest = open("disk/encrypted")) {
            StorageEntry luks = at(guest, "gpt:2 > crypto_LUKS");
            assertThat(luks.state()).isEqualTo(State.ENCRYPTED);
            assertThat(luks.kind()).isEqualTo(Kind.VOLUME);
            assertThat(guest.rootProblem().orElseThrow().message())
                    .isEqualTo("no operating system was found on this disk; not read: gpt:2 > crypto_LUKS [encrypted]");
        }
    }

    @Test
    void theDemoImageIsAssembled() throws ImageException {
        try (Guest guest = open(Fixtures.demo())) {
            assertThat(guest.storage().unread()).isEmpty();
            assertThat(guest.rootProblem()).isEmpty();
            assertThat(guest.storage().container().format()).isEqualTo("qcow2");
            assertThat(guest.storage().mountedAt(GuestPath.of("/boot/efi")).map(StorageEntry::format))
                    .contains("vfat");
        }
    }

    // ---- bad input ----

    @Test
    void aDamagedSuperblockIsThatEntrysState() throws Exception {
        Path disk = Fixtures.copyOf("disk/gpt-layout", directory);
        overwrite(disk, 3 * 1024 * 1024 + 1024 + 0x18, new byte[] {99, 0, 0, 0}); // s_log_block_size of the root
        try (Guest guest = open(disk)) {
            assertThat(at(guest, "gpt:4 > ext4").state()).isEqualTo(State.DAMAGED);
            assertThat(at(guest, "gpt:4 > ext4").uuid()).contains("00000004-1111-4222-8333-444444444444");
            assertThat(at(guest, "gpt:3 > ext4").state()).isEqualTo(State.OPENED);
            assertThat(guest.rootProblem().orElseThrow().what()).contains("gpt:4 > ext4");
        }
    }

    @Test
    void aDamagedRootDirectoryIsThatEntrysState() throws Exception {
        Path disk = Fixtures.copyOf("disk/whole-ext4", directory);
        // The inode table of a small file system without flex_bg surprises follows its bitmaps; hit everything up to
        // the data.
        overwrite(disk, 4096, new byte[60 * 1024]);
        try (Guest guest = open(disk)) {
            assertThat(at(guest, "ext4").state()).isEqualTo(State.DAMAGED);
            assertThat(guest.rootProblem().map(Problem::kind)).contains(Problem.Kind.DAMAGED);
            assertThatThrownBy(() -> guest.tree().exists(GuestPath.ROOT)).isInstanceOf(DamagedImageException.class);
        }
    }

    @Test
    void aTruncatedRawDiskIsIncomplete() throws Exception {
        Path disk = Fixtures.copyOf("disk/gpt-layout", directory);
        try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.WRITE)) {
            channel.truncate(3_500_000); // in the middle of the root
        }
        try (Guest guest = open(disk)) {
            assertThat(at(guest, "gpt:4").state()).isEqualTo(State.DAMAGED);
            assertThat(at(guest, "gpt:4").problem().orElseThrow().message())
                    .isEqualTo(
                            "partition of 1048576 bytes at 0x300000 leaves the disk of 3500000 bytes: the image is cut"
                                    + " off [gpt-layout > gpt:4]");
            assertThat(at(guest, "gpt:8").state()).isEqualTo(State.DAMAGED);
            assertThat(guest.storage().inside(at(guest, "gpt:8"))).isEmpty();
            assertThat(guest.storage().table().orElseThrow().defects()).isNotEmpty();
            assertThat(at(guest, "gpt:3 > ext4").state()).isEqualTo(State.OPENED);
        }
    }

    @Test
    void aGptWhoseBothHeadersAreDamagedIsReported() throws Exception {
        Path disk = Fixtures.copyOf("disk/two-roots", directory);
        overwrite(disk, 512 + 60, new byte[] {1, 2, 3});
        overwrite(disk, Files.size(disk) - 512 + 60, new byte[] {1, 2, 3});
        try (Guest guest = open(disk)) {
            assertThat(at(guest, "gpt").state()).isEqualTo(State.DAMAGED);
            assertThat(guest.storage().table()).isEmpty();
            assertThat(guest.rootProblem()).isPresent();
        }
    }

    private static void overwrite(Path file, long position, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        }
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    private static void assertRefused(Path image, Class<? extends ImageException> kind, String message) {
        assertThatThrownBy(() -> open(image)).isExactlyInstanceOf(kind).hasMessage(message);
    }

    @Test
    void whatIsNoFileIsRefused() {
        assertRefused(directory, ImageReadException.class, "is a directory, not a disk image [" + directory + "]");
        Path missing = directory.resolve("missing.qcow2");
        assertRefused(missing, ImageReadException.class, "no such file [" + missing + "]");
    }

    @Test
    void aFileWithoutPermissionIsRefused() throws Exception {
        Path image = file("secret.img", new byte[4096]);
        Files.setPosixFilePermissions(image, java.util.Set.of());
        // Root reads everything, unless it gives up the right to: another process does.
        Requirement.programs("setpriv");
        Process child = new ProcessBuilder(
                        "setpriv",
                        "--bounding-set=-dac_override,-dac_read_search",
                        "--inh-caps=-all",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opener.class.getName(),
                        image.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "ImageReadException permission denied: the file cannot be read by this user [" + image + "]");
    }

    /** Opens an image in a process of its own and prints what happens. */
    static final class Opener {
        public static void main(String[] arguments) {
            try (Guest guest = open(Path.of(arguments[0]))) {
                System.out.print(guest.rootProblem());
            } catch (ImageException e) {
                System.out.print(e.getClass().getSimpleName() + " " + e.getMessage());
            }
        }
    }

    @Test
    void filesThatAreNoDiskImagesAreRefused() throws Exception {
        assertRefused(
                file("empty.img", new byte[0]),
                DamagedImageException.class,
                "the file is empty; a disk image was expected [empty.img]");
        assertRefused(
                file("notes.txt", "# Notes\n\nBuy milk – 2 l\n".repeat(40).getBytes(StandardCharsets.UTF_8)),
                DamagedImageException.class,
                "the file is plain text, not a disk image [notes.txt]");
        assertRefused(
                file("tiny.img", new byte[] {1, 2, 3}),
                DamagedImageException.class,
                "the file has 3 bytes, less than one sector; a disk image was expected [tiny.img]");
        byte[] noise = new byte[100_000];
        new java.util.Random(1).nextBytes(noise);
        assertRefused(
                file("noise.img", noise),
                DamagedImageException.class,
                "no partition table and no file system was found; is this a disk image? [noise.img]");
        assertRefused(
                file("zeros.img", new byte[2 << 20]),
                DamagedImageException.class,
                "no partition table and no file system was found; is this a disk image? [zeros.img]");
    }

    @Test
    void headersThatPromiseExbibytesAreRefusedAtOnce() throws Exception {
        // qcow2, version 3, 16 EiB less a sector of virtual size, an L1 table to match.
        ByteBuffer header = ByteBuffer.allocate(4096);
        header.putInt(0x514649fb).putInt(3).putLong(0).putInt(0).putInt(16);
        header.putLong(0xffff_ffff_ffff_fe00L).putInt(0).putInt(0x7fff_ffff).putLong(65536);
        header.putLong(131072)
                .putInt(1)
                .putInt(0)
                .putLong(0)
                .putLong(0)
                .putLong(0)
                .putLong(0)
                .putInt(4)
                .putInt(104);
        Path image = file("huge.qcow2", header.array());
        assertThatThrownBy(() -> open(image)).isInstanceOf(ImageException.class);
    }

    @Test
    void aGptThatPromisesExbibytesIsDamagedInItself() throws Exception {
        Path disk = Fixtures.copyOf("disk/no-root", directory);
        // The entry's last LBA; the checksums are not mended, so both copies are hit.
        overwrite(disk, 1024 + 40, new byte[] {-1, -1, -1, -1, -1, -1, -1, 127});
        try (Guest guest = open(disk)) {
            assertThat(guest.storage().table().orElseThrow().usedBackup()).isTrue();
            assertThat(guest.volume("gpt:1")).isPresent();
        }
    }

    @Test
    void theImageIsNotChanged() throws Exception {
        Path disk = Fixtures.copyOf("disk/gpt-layout", directory);
        byte[] before = Files.readAllBytes(disk);
        java.nio.file.attribute.FileTime time = Files.getLastModifiedTime(disk);
        try (Guest guest = open(disk)) {
            guest.tree().walk(GuestPath.of("/boot"), (path, node) -> true);
        }
        assertThat(Files.readAllBytes(disk)).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(disk)).isEqualTo(time);
    }

    @Test
    void aMountPointThatIsMissingIsListedInItsDirectory() throws ImageException {
        try (Guest guest = open("disk/gpt-layout")) {
            assertThat(guest.tree().list(GuestPath.ROOT)).contains(GuestName.of("boot"), GuestName.of("home"));
        }
    }

    @Test
    void limitsAreTold() throws Exception {
        Path disk = Fixtures.copyOf("disk/gpt-layout", directory);
        OpenOptions options =
                new OpenOptions(Limits.defaults().with(Limits.STORAGE_ENTRIES, 3), Optional.empty(), text -> {});
        try (Guest guest = new EmbeddedEngine().open(disk, options)) {
            assertThat(at(guest, "gpt").state()).isEqualTo(State.LIMITED);
            assertThat(at(guest, "gpt").problem().orElseThrow().what()).contains("storage-entries");
        }
    }
}
