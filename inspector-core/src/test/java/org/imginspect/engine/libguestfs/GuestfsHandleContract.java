package org.imginspect.engine.libguestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.imginspect.filesystem.TreeListing;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every way into libguestfs does, against a real appliance with the canonical tree on an ext4 file system. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GuestfsHandleContract {
    private static final String IMAGE = "ext4/debian12";

    private Appliance appliance;
    private TreeListing listing;

    abstract LibguestfsOptions.Binding binding();

    /** Says what this machine lacks, if anything. */
    abstract void demandBinding();

    @BeforeAll
    void launch() throws Exception {
        demandBinding();
        listing = TreeListing.of(IMAGE);
        appliance = Appliance.launch(
                List.of(new Appliance.Drive(Fixtures.image(IMAGE), "raw", 512)),
                LibguestfsOptions.defaults().with(binding()),
                "test",
                text -> {});
        appliance.order("test", g -> {
            g.mkmountpoint("/m0");
            g.mountVfs("ro,nosuid,nodev,noexec", "ext4", "/dev/sda", "/m0");
        });
    }

    @AfterAll
    void close() {
        if (appliance != null) {
            appliance.close();
        }
    }

    private <T> T call(Appliance.Call<T> call) throws Exception {
        return appliance.call("test", call);
    }

    private long number(Appliance.Call<Long> call) throws Exception {
        return call(call);
    }

    private byte[] content(Appliance.Call<byte[]> call) throws Exception {
        return call(call);
    }

    private String text(Appliance.Call<String> call) throws Exception {
        return call(call);
    }

    private boolean answer(Appliance.Call<Boolean> call) throws Exception {
        return call(call);
    }

    private <T> List<T> list(Appliance.Call<List<T>> call) throws Exception {
        return call(call);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The canonical tree's paths that any binding can pass. */
    private List<TreeListing.Entry> plainEntries(Kind kind) {
        return listing.entries().values().stream()
                .filter(entry -> entry.kind() == kind)
                .filter(entry -> entry.path().text().matches("[ -~]*"))
                .toList();
    }

    @Test
    void theBindingIsTheOneThatWasAskedFor() {
        assertThat(appliance.binding()).isEqualTo(binding().id());
        assertThat(appliance.version()).matches("1\\.[0-9]+\\.[0-9]+");
    }

    @Test
    void theDiskIsListedWithItsSize() throws Exception {
        assertThat(list(GuestfsHandle::listDevices)).containsExactly("/dev/sda");
        assertThat(list(GuestfsHandle::listPartitions)).isEmpty();
        assertThat(number(g -> g.deviceSizeBytes("/dev/sda"))).isEqualTo(Files.size(Fixtures.image(IMAGE)));
    }

    @Test
    void bytesOfTheDeviceComeWhole() throws Exception {
        // The superblock is full of NULs, where the Java binding's own pread would end.
        byte[] expected = new byte[4096];
        try (FileSource file = FileSource.open(Fixtures.image(IMAGE))) {
            file.readFully(0, expected, 0, expected.length);
        }
        assertThat(content(g -> g.preadDevice("/dev/sda", 4096, 0))).isEqualTo(expected);
    }

    @Test
    void aDeviceEndsWhereItEnds() throws Exception {
        long size = call(g -> g.deviceSizeBytes("/dev/sda"));
        assertThat(content(g -> g.preadDevice("/dev/sda", 4096, size - 100))).hasSize(100);
    }

    @Test
    void theFileSystemIsWhatBlkidSays() throws Exception {
        assertThat(text(g -> g.vfsType("/dev/sda"))).isEqualTo("ext4");
        assertThat(text(g -> g.vfsUuid("/dev/sda")))
                .isEqualTo(listing.identity().uuid().orElse(""));
        assertThat(text(g -> g.vfsLabel("/dev/sda")))
                .isEqualTo(listing.identity().label().orElse(""));
        assertThat(answer(g -> g.filesystemAvailable("ext4"))).isTrue();
        assertThat(answer(g -> g.filesystemAvailable("nosuchfs"))).isFalse();
        assertThat(text(GuestfsHandle::dmesg)).contains("EXT4-fs (sda): mounted filesystem");
        assertThat(list(GuestfsHandle::lvs)).isEmpty();
        assertThat(list(GuestfsHandle::listMdDevices)).isEmpty();
    }

    @Test
    void statsAreTheKernels() throws Exception {
        List<TreeListing.Entry> entries = new ArrayList<>();
        List<byte[]> names = new ArrayList<>();
        for (TreeListing.Entry entry : listing.entries().values()) {
            if (!entry.path().isRoot()
                    && entry.path().parent().orElseThrow().isRoot()
                    && entry.path().text().matches("[ -~]*")) {
                entries.add(entry);
                names.add(entry.path().name().toBytes());
            }
        }
        List<GuestfsStat> stats = call(g -> g.lstatnslist(bytes("/m0"), names));
        assertThat(stats).hasSameSizeAs(entries);
        for (int i = 0; i < entries.size(); i++) {
            TreeListing.Entry entry = entries.get(i);
            Node node = Objects.requireNonNull(stats.get(i).toNode());
            assertThat(node.kind()).as("%s", entry.path()).isEqualTo(entry.kind());
            assertThat(node.permissions()).as("%s", entry.path()).isEqualTo(Integer.parseInt(entry.permissions(), 8));
            assertThat(node.modified()).as("%s", entry.path()).isEqualTo(entry.modifiedTime());
            assertThat(Long.toString(node.uid())).as("%s", entry.path()).isEqualTo(entry.uid());
            assertThat(Long.toString(node.gid())).as("%s", entry.path()).isEqualTo(entry.gid());
        }
    }

    @Test
    void aNameThatIsNotThereHasNoStat() throws Exception {
        List<byte[]> names = List.of(bytes("no such file"), bytes("big.bin"));
        List<GuestfsStat> stats = call(g -> g.lstatnslist(bytes("/m0"), names));
        assertThat(stats.get(0)).isNull();
        assertThat(stats.get(1).sizeBytes()).isEqualTo(400_000);
    }

    @Test
    void moreNamesThanOneMessageHoldsAreAllAnswered() throws Exception {
        List<byte[]> names = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            names.add(bytes(i == 4321 ? "big.bin" : "missing-" + i));
        }
        List<GuestfsStat> stats = call(g -> g.lstatnslist(bytes("/m0"), names));
        assertThat(stats).hasSize(5000);
        assertThat(stats.get(4321)).isNotNull();
        assertThat(stats.stream().filter(stat -> stat != null)).hasSize(1);
    }

    @Test
    void linksAreReadAndOtherFilesAreNot() throws Exception {
        for (TreeListing.Entry link : plainEntries(Kind.SYMLINK)) {
            if (!link.target().text().matches("[ -~]*")) {
                continue;
            }
            GuestPath parent = GuestPath.of("/m0").append(link.path().parent().orElseThrow());
            List<byte[]> targets = call(g ->
                    g.readlinklist(parent.toBytes(), List.of(link.path().name().toBytes())));
            assertThat(targets).containsExactly(link.target().toBytes());
        }
        assertThat(list(g -> g.readlinklist(bytes("/m0"), List.of(bytes("big.bin")))))
                .containsExactly(new byte[0]);
    }

    @Test
    void everyNameIsFoundByteForByte(@TempDir Path directory) throws Exception {
        Path found = directory.resolve("found");
        appliance.order("test", g -> g.find0(bytes("/m0"), found));
        List<GuestPath> paths = new ArrayList<>();
        int from = 0;
        byte[] text = Files.readAllBytes(found);
        for (int i = 0; i < text.length; i++) {
            if (text[i] == 0) {
                byte[] path = Arrays.copyOfRange(text, from, i);
                paths.add(GuestPath.ROOT.append(
                        path.length > 0 && path[0] == '/'
                                ? GuestPath.of(path)
                                : GuestPath.of(bytes("/" + new String(path, StandardCharsets.ISO_8859_1)))));
                from = i + 1;
            }
        }
        assertThat(paths)
                .contains(listing.entries().keySet().stream()
                        .filter(path -> !path.isRoot() && path.text().matches("[ -~]*"))
                        .toArray(GuestPath[]::new));
        assertThat(paths).hasSize(listing.entries().size() - 1);
    }

    @Test
    void aDirectoryIsListedWithoutDots(@TempDir Path directory) throws Exception {
        Path names = directory.resolve("names");
        appliance.order("test", g -> g.ls0(bytes("/m0/deep"), names));
        assertThat(Files.readString(names).split("\0", -1))
                .containsOnlyOnce("00")
                .doesNotContain(".", "..");
    }

    @Test
    void contentComesWholeAndInPieces() throws Exception {
        byte[] whole = call(g -> g.pread(bytes("/m0/big.bin"), 1 << 20, 0));
        assertThat(whole).hasSize(400_000);
        assertThat(content(g -> g.pread(bytes("/m0/big.bin"), 1000, 399_500)))
                .isEqualTo(Arrays.copyOfRange(whole, 399_500, 400_000));
        assertThat(Sha256.of(whole))
                .isEqualTo(Objects.requireNonNull(listing.entries().get(GuestPath.of("/big.bin")))
                        .content());
    }

    @Test
    void whatIsExcludedIsNotInTheArchive(@TempDir Path directory) throws Exception {
        Path tar = directory.resolve("tar");
        appliance.order("test", g -> g.tarOut(bytes("/m0"), tar, List.of(bytes("./big.bin"), bytes("./deep"))));
        Map<GuestPath, TarIndex.Content> contents = new TreeMap<>();
        try (FileSource archive = FileSource.open(tar)) {
            contents.putAll(TarIndex.read(archive));
        }
        assertThat(contents).isNotEmpty().doesNotContainKey(GuestPath.of("/big.bin"));
        assertThat(contents.keySet()).noneMatch(path -> path.startsWith(GuestPath.of("/deep")));
    }

    @Test
    void aMountThatTheKernelRefusesFails() throws Exception {
        appliance.order("test", g -> g.mkmountpoint("/refused"));
        assertThatThrownBy(() -> appliance.order("test", g -> g.mountVfs("ro", "xfs", "/dev/sda", "/refused")))
                .isInstanceOf(GuestfsException.class);
        // And the handle goes on.
        assertThat(text(g -> g.vfsType("/dev/sda"))).isEqualTo("ext4");
    }

    @Test
    void aCallOnAFileThatIsNotThereFails() {
        assertThatThrownBy(() -> call(g -> g.pread(bytes("/m0/no such file"), 10, 0)))
                .isInstanceOf(GuestfsException.class);
    }

    @Test
    void aFifoIsSeenAsOneAndNeverOpened() throws Exception {
        TreeListing.Entry fifo = plainEntries(Kind.FIFO).get(0);
        GuestfsTree tree = new GuestfsTree(appliance, "/m0", "test", true, Limits.defaults());
        assertThat(tree.stat(fifo.path()).orElseThrow().kind()).isEqualTo(Kind.FIFO);
        assertThatThrownBy(() -> tree.open(fifo.path())).isInstanceOf(IllegalArgumentException.class);
    }
}
