package org.imginspect.engine.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole of the real Debian 12 and 13, node by node and byte by byte, against what the Linux kernel sees of it. */
class RealDebianImageTest {

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everyNodeOfTheRootIsWhatTheKernelSees(DebianImage debian) throws IOException {
        assertListing(debian, debian.qcow2(), "ext4", "root.listing", true);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everyNodeIsTheSameInTheRawDisk(DebianImage debian) throws IOException {
        assertListing(debian, debian.raw(), "ext4", "root.listing", true);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everyNodeOfTheEfiSystemPartitionIsWhatTheKernelSees(DebianImage debian) throws IOException {
        assertListing(debian, debian.qcow2(), "vfat", "esp.listing", false);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everyFileOfTheRootHasTheContentThatTheKernelReads(DebianImage debian) throws IOException {
        assertContents(debian, "ext4", "root.md5");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everyFileOfTheEfiSystemPartitionHasTheContentThatTheKernelReads(DebianImage debian) throws IOException {
        assertContents(debian, "vfat", "esp.md5");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void theGuestsOwnFstabPutsTheEfiSystemPartitionIntoItsTree(DebianImage debian) throws IOException {
        try (Guest guest = open(debian.qcow2())) {
            assertThat(guest.rootProblem()).isEmpty();
            assertThat(guest.tree().stat(GuestPath.of("/boot/efi/EFI/BOOT/BOOTX64.EFI")))
                    .isPresent();
            assertThat(guest.storage().mountedAt(GuestPath.ROOT).map(StorageEntry::format))
                    .contains("ext4");
            assertThat(guest.storage().mountedAt(GuestPath.of("/boot/efi")).map(StorageEntry::format))
                    .contains("vfat");
            assertThat(guest.storage().unread()).isEmpty();
        }
    }

    private static void assertListing(DebianImage debian, Path image, String format, String listing, boolean unix)
            throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (String line : Files.readAllLines(debian.cached(listing), ISO_8859_1)) {
            String[] column = line.split("\t", -1);
            if (unix) {
                // Of anything but files and links a Node has no size.
                String size = column[0].equals("f") || column[0].equals("l") ? column[4] : "0";
                expected.put(
                        column[6],
                        String.join(" ", column[0], column[1], column[2], column[3], size, time(column[5]), column[7]));
            } else if (!column[6].equals("/")) {
                // Owners and permissions of vfat are the mount's; its root has no time.
                expected.put(
                        column[6], column[0] + " " + (column[0].equals("f") ? column[4] : "0") + " " + time(column[5]));
            }
        }

        Map<String, String> actual = new TreeMap<>();
        try (Guest guest = open(image)) {
            GuestTree tree = volume(guest, format);
            if (unix) {
                actual.put(
                        "/",
                        unix(tree, GuestPath.ROOT, tree.stat(GuestPath.ROOT).orElseThrow()));
            }
            tree.walk(GuestPath.ROOT, (path, node) -> {
                actual.put(
                        new String(path.toBytes(), ISO_8859_1),
                        unix
                                ? unix(tree, path, node)
                                : letter(node.kind()) + " " + node.sizeBytes() + " " + node.modified());
                return true;
            });
        }

        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((path, node) -> assertThat(actual.get(path)).as(path).isEqualTo(node));
    }

    private static String unix(GuestTree tree, GuestPath path, Node node) throws ImageException {
        String target =
                node.isSymlink() ? new String(tree.readLink(path).orElseThrow().toBytes(), ISO_8859_1) : "";
        return String.join(
                " ",
                String.valueOf(letter(node.kind())),
                Integer.toOctalString(node.permissions()),
                Long.toString(node.uid()),
                Long.toString(node.gid()),
                Long.toString(node.sizeBytes()),
                node.modified().toString(),
                target);
    }

    private static void assertContents(DebianImage debian, String format, String sums) throws IOException {
        int files = 0;
        try (Guest guest = open(debian.qcow2())) {
            GuestTree tree = volume(guest, format);
            for (String line : Files.readAllLines(debian.cached(sums), ISO_8859_1)) {
                // md5sum marks a line whose name it had to escape.
                boolean escaped = line.startsWith("\\");
                String sum = escaped ? line.substring(1, 33) : line.substring(0, 32);
                String name = line.substring(line.indexOf("  ") + 2);
                if (escaped) {
                    name = name.replace("\\\\", "\\");
                }
                name = name.startsWith("./") ? name.substring(1) : name;
                assertThat(md5(tree, GuestPath.of(name.getBytes(ISO_8859_1))))
                        .as(name)
                        .isEqualTo(sum);
                files++;
            }
        }
        assertThat(files).isPositive();
    }

    private static String md5(GuestTree tree, GuestPath path) throws IOException {
        try (ByteSource file = tree.open(path).orElseThrow()) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] block = new byte[1 << 16];
            for (long at = 0; at < file.size(); at += block.length) {
                int length = (int) Math.min(block.length, file.size() - at);
                file.readFully(at, block, 0, length);
                digest.update(block, 0, length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Guest open(Path image) throws IOException {
        return new EmbeddedEngine().open(image, OpenOptions.defaults());
    }

    private static GuestTree volume(Guest guest, String format) {
        Optional<StorageEntry> entry = guest.storage().fileSystems().stream()
                .filter(each -> each.format().equals(format))
                .findFirst();
        return guest.volume(entry.orElseThrow().path()).orElseThrow();
    }

    /** find's %T@ has ten digits of a second, the last always 0. */
    private static String time(String seconds) {
        int dot = seconds.indexOf('.');
        return Instant.ofEpochSecond(
                        Long.parseLong(seconds.substring(0, dot)), Long.parseLong(seconds.substring(dot + 1, dot + 10)))
                .toString();
    }

    private static char letter(Kind kind) {
        return switch (kind) {
            case FILE -> 'f';
            case DIRECTORY -> 'd';
            case SYMLINK -> 'l';
            case CHARACTER_DEVICE -> 'c';
            case BLOCK_DEVICE -> 'b';
            case FIFO -> 'p';
            case SOCKET -> 's';
        };
    }
}
