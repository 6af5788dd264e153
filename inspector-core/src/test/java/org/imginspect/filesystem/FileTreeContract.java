package org.imginspect.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every file system format does over an image with the canonical tree ({@code fixtures/recipes/lib/canonical-tree.py}), by the
 * listing that an independent tool wrote of it. A format that cannot store something says so in {@link #lacks}, and the tests
 * that are about that thing alone are skipped; everything else is compared as the listing has it.
 */
public abstract class FileTreeContract {

    /** What some formats cannot store. */
    public enum Feature {
        /** setuid to rwx; without it permissions are not compared. */
        PERMISSIONS,
        /** Owner and group; without it they are not compared. */
        OWNERS,
        /** Times to the nanosecond; without it the listing must have what the format rounds to. */
        NANOSECONDS,
        SYMLINKS,
        /** Devices, FIFOs, sockets. */
        SPECIAL_FILES,
        XATTRS,
        /** Files with holes. */
        HOLES,
        /** Names that are not UTF-8, or hold bytes like ESC or a backslash. */
        ANY_BYTES,
        /** {@code upper} is not {@code UPPER}. */
        CASE_SENSITIVE
    }

    private ByteSource volume;
    private OpenedFileSystem opened;
    private FileTree tree;
    private TreeListing listing;

    protected abstract FileSystemFormat format();

    /** The fixture: group and name of an image that has a listing. */
    protected abstract String image();

    /** What the format cannot store; explicitly nothing unless overridden. */
    protected Set<Feature> lacks() {
        return Set.of();
    }

    /** What opening the image must say of it. */
    protected Consistency.Kind consistency() {
        return Consistency.Kind.CLEAN;
    }

    /** Opens the volume; a disk image with the volume inside may be cut to size here. */
    protected ByteSource openVolume() throws ImageException {
        return FileSource.open(Fixtures.image(image()));
    }

    @BeforeEach
    void openTheImage() throws ImageException {
        volume = openVolume();
        opened = format().open(volume, Limits.defaults());
        tree = opened.tree();
        listing = TreeListing.of(image());
    }

    @AfterEach
    void closeTheImage() throws ImageException {
        tree.close();
        volume.close();
    }

    /** A test of what the format cannot store has nothing to look at; {@link #theFixtureHasWhatTheFormatCanStore} keeps that honest. */
    private boolean has(Feature feature) {
        return !lacks().contains(feature);
    }

    /** The tree under test. */
    protected final FileTree tree() {
        return tree;
    }

    /** What the independent tool says. */
    protected final TreeListing listing() {
        return listing;
    }

    // ---- recognising ----

    @Test
    void theImageIsRecognised() throws ImageException {
        assertThat(format().recognises(volume)).isTrue();
    }

    @Test
    void zerosAreNotRecognised() throws ImageException {
        assertThat(format().recognises(new ArraySource(new byte[1 << 20], "zeros")))
                .isFalse();
    }

    @Test
    void volumesTooSmallForTheMagicAreNotRecognised() throws ImageException {
        for (int size : new int[] {0, 1, 10, 511, 512, 1023, 1024, 1025, 2047}) {
            assertThat(format().recognises(new ArraySource(new byte[size], "small")))
                    .isFalse();
        }
    }

    @Test
    void identityIsWhatBlkidSays() throws ImageException {
        assertThat(format().identify(volume)).isEqualTo(listing.identity());
        assertThat(opened.identity()).isEqualTo(listing.identity());
    }

    @Test
    void consistencyIsTold() {
        assertThat(opened.consistency().kind()).isEqualTo(consistency());
    }

    // ---- the whole tree ----

    @Test
    void walkingMeetsExactlyTheListedPaths() throws ImageException {
        assertThat(walk()).containsExactlyInAnyOrderElementsOf(listing.entries().keySet());
    }

    @Test
    void kindsAreAsListed() throws ImageException {
        assertEach(entry -> entry.kind(), (entry, node) -> node.kind());
    }

    @Test
    void permissionsAreAsListed() throws ImageException {
        if (!has(Feature.PERMISSIONS)) {
            return;
        }
        assertEach(TreeListing.Entry::permissions, (entry, node) -> {
            String octal = Integer.toOctalString(node.permissions());
            return "0".repeat(4 - octal.length()) + octal;
        });
    }

    @Test
    void ownersAreAsListed() throws ImageException {
        if (!has(Feature.OWNERS)) {
            return;
        }
        assertEach(entry -> entry.uid() + ":" + entry.gid(), (entry, node) -> node.uid() + ":" + node.gid());
    }

    @Test
    void sizesAreAsListed() throws ImageException {
        assertEach(TreeListing.Entry::size, (entry, node) -> Long.toString(node.sizeBytes()));
    }

    @Test
    void timesAreAsListed() throws ImageException {
        assertEach(TreeListing.Entry::modifiedTime, (entry, node) -> node.modified());
    }

    @Test
    void listsAreAsListed() throws ImageException {
        for (TreeListing.Entry entry : listing.all(Kind.DIRECTORY)) {
            assertThat(tree.list(entry.path())).as(entry.path().toString()).isEqualTo(listing.names(entry.path()));
        }
    }

    @Test
    void contentsAreAsListed() throws Exception {
        for (TreeListing.Entry entry : listing.all(Kind.FILE)) {
            try (ByteSource file = tree.open(entry.path())) {
                assertThat(sha256(file, 1 << 16)).as(entry.path().toString()).isEqualTo(entry.content());
            }
        }
    }

    @Test
    void contentsAreTheSameInOddPieces() throws Exception {
        for (TreeListing.Entry entry : listing.all(Kind.FILE)) {
            if (Long.parseLong(entry.size()) < 2_000_000
                    && !entry.path().toString().startsWith("/many/")) {
                try (ByteSource file = tree.open(entry.path())) {
                    assertThat(sha256(file, 977)).as(entry.path().toString()).isEqualTo(entry.content());
                }
            }
        }
    }

    @Test
    void linkTargetsAreAsListed() throws ImageException {
        if (!has(Feature.SYMLINKS)) {
            return;
        }
        assertThat(listing.all(Kind.SYMLINK)).isNotEmpty();
        for (TreeListing.Entry entry : listing.all(Kind.SYMLINK)) {
            assertThat(tree.readLink(entry.path())).as(entry.path().toString()).isEqualTo(entry.target());
        }
    }

    @Test
    void extendedAttributesAreAsListed() throws ImageException {
        for (TreeListing.Entry entry : listing.entries().values()) {
            Map<String, String> found = new TreeMap<>();
            tree.xattrs(entry.path())
                    .forEach((name, value) -> found.put(name, HexFormat.of().formatHex(value)));
            assertThat(found).as(entry.path().toString()).isEqualTo(entry.xattrs());
        }
    }

    @Test
    void theFixtureHasWhatTheFormatCanStore() {
        assertThat(lacks().contains(Feature.XATTRS))
                .isEqualTo(listing.entries().values().stream()
                        .allMatch(entry -> entry.xattrs().isEmpty()));
        assertThat(lacks().contains(Feature.SYMLINKS))
                .isEqualTo(listing.all(Kind.SYMLINK).isEmpty());
        assertThat(lacks().contains(Feature.SPECIAL_FILES))
                .isEqualTo(listing.all(Kind.FIFO).isEmpty());
        assertThat(lacks().contains(Feature.HOLES))
                .isEqualTo(!listing.entries().containsKey(GuestPath.of("/sparse/begin")));
    }

    // ---- directories ----

    @Test
    void listsAreInByteOrderWithoutDots() throws ImageException {
        for (String path : new String[] {"/", "/names", "/many"}) {
            List<GuestName> names = tree.list(GuestPath.of(path));
            assertThat(names).isNotEmpty().isSorted().doesNotHaveDuplicates();
            assertThat(names).doesNotContain(GuestName.of("."), GuestName.of(".."));
        }
    }

    @Test
    void aDirectoryWithThousandsOfEntriesIsComplete() throws ImageException {
        List<GuestName> names = tree.list(GuestPath.of("/many"));
        assertThat(names).hasSizeGreaterThan(2900);
        for (GuestName name : names) {
            assertThat(tree.stat(GuestPath.of("/many").resolve(name))).isPresent();
        }
    }

    @Test
    void removedEntriesAreGone() throws ImageException {
        assertThat(tree.stat(GuestPath.of("/many/entry-0006"))).isPresent();
        assertThat(tree.stat(GuestPath.of("/many/entry-0007"))).isEmpty();
    }

    @Test
    void deepDirectoriesAreReached() throws ImageException {
        GuestPath bottom = listing.entries().keySet().stream()
                .filter(path -> path.toString().endsWith("/bottom.txt"))
                .findFirst()
                .orElseThrow();
        assertThat(bottom.names()).hasSizeGreaterThan(40);
        assertThat(tree.stat(bottom)).isPresent();
    }

    @Test
    void theLongestNameIsFound() throws ImageException {
        assertThat(tree.stat(GuestPath.of("/names/" + "y".repeat(255)))).isPresent();
        assertThat(tree.stat(GuestPath.of("/names/" + "y".repeat(254)))).isEmpty();
        assertThat(tree.stat(GuestPath.of("/names/" + "y".repeat(256)))).isEmpty();
        assertThat(tree.stat(GuestPath.of("/names/" + "y".repeat(5000)))).isEmpty();
    }

    @Test
    void namesAreBytes() throws ImageException {
        if (!has(Feature.ANY_BYTES)) {
            return;
        }
        GuestPath names = GuestPath.of("/names");
        assertThat(tree.list(names)).contains(GuestName.of(new byte[] {(byte) 0xff, (byte) 0xfe}));
        assertThat(tree.stat(names.resolve(GuestName.of(new byte[] {(byte) 0xff, (byte) 0xfe}))))
                .isPresent();
        assertThat(tree.stat(names.resolve("\ufffd\ufffd"))).isEmpty();
        assertThat(tree.stat(names.resolve("back\\slash"))).isPresent();
    }

    @Test
    void caseIsTakenSeriously() throws ImageException {
        if (!has(Feature.CASE_SENSITIVE)) {
            return;
        }
        assertThat(tree.stat(GuestPath.of("/Hello.txt"))).isEmpty();
        assertThat(tree.stat(GuestPath.of("/names/upper"))).isPresent();
        assertThat(tree.stat(GuestPath.of("/names/Upper"))).isEmpty();
    }

    // ---- what is not there ----

    @Test
    void theRootIsADirectory() throws ImageException {
        assertThat(tree.stat(GuestPath.ROOT).map(Node::kind)).contains(Kind.DIRECTORY);
    }

    @Test
    void aMissingNameIsAbsent() throws ImageException {
        for (String path :
                new String[] {"/nothing", "/hello", "/hello.txt2", "/names/zzz", "/nothing/at/all", "/\u0001"}) {
            assertThat(tree.stat(GuestPath.of(path))).as(path).isEmpty();
        }
    }

    @Test
    void nothingLiesBelowAFile() throws ImageException {
        assertThat(tree.stat(GuestPath.of("/hello.txt/below"))).isEmpty();
        assertThat(tree.stat(GuestPath.of("/hello.txt/below/this"))).isEmpty();
    }

    @Test
    void noLinkIsFollowedOnTheWay() throws ImageException {
        if (!has(Feature.SYMLINKS)) {
            return;
        }
        assertThat(tree.stat(GuestPath.of("/links/to-directory")).map(Node::kind))
                .contains(Kind.SYMLINK);
        assertThat(tree.stat(GuestPath.of("/links/to-directory/1"))).isEmpty();
        assertThat(tree.stat(GuestPath.of("/links/self/self"))).isEmpty();
        assertThat(tree.stat(GuestPath.of("/links/loop-a/x"))).isEmpty();
    }

    @Test
    void linksThatLeadNowhereAreLinksAllTheSame() throws ImageException {
        if (!has(Feature.SYMLINKS)) {
            return;
        }
        assertThat(tree.stat(GuestPath.of("/links/dangling")).map(Node::kind)).contains(Kind.SYMLINK);
        assertThat(tree.readLink(GuestPath.of("/links/self"))).isEqualTo(GuestName.of("self"));
    }

    @Test
    void specialFilesAreToldApart() throws ImageException {
        if (!has(Feature.SPECIAL_FILES)) {
            return;
        }
        assertThat(tree.stat(GuestPath.of("/special/fifo")).map(Node::kind)).contains(Kind.FIFO);
        assertThat(tree.stat(GuestPath.of("/special/socket")).map(Node::kind)).contains(Kind.SOCKET);
        assertThat(tree.stat(GuestPath.of("/special/null")).map(Node::kind)).contains(Kind.CHARACTER_DEVICE);
        assertThat(tree.stat(GuestPath.of("/special/loop")).map(Node::kind)).contains(Kind.BLOCK_DEVICE);
    }

    @Test
    void callsForTheWrongKindAreRefused() {
        GuestPath file = GuestPath.of("/hello.txt");
        GuestPath directory = GuestPath.of("/sizes");
        GuestPath missing = GuestPath.of("/nothing");
        assertRefused(() -> tree.list(file));
        assertRefused(() -> tree.list(missing));
        assertRefused(() -> tree.open(directory));
        assertRefused(() -> tree.open(GuestPath.ROOT));
        assertRefused(() -> tree.open(missing));
        assertRefused(() -> tree.readLink(file));
        assertRefused(() -> tree.readLink(directory));
        assertRefused(() -> tree.readLink(missing));
        assertRefused(() -> tree.xattrs(missing));
    }

    @Test
    void linksAndSpecialFilesHaveNoContent() {
        if (!has(Feature.SYMLINKS)) {
            return;
        }
        if (!has(Feature.SPECIAL_FILES)) {
            return;
        }
        assertRefused(() -> tree.open(GuestPath.of("/links/fast")));
        assertRefused(() -> tree.open(GuestPath.of("/special/fifo")));
        assertRefused(() -> tree.list(GuestPath.of("/links/to-directory")));
    }

    // ---- contents ----

    @Test
    void anEmptyFileHasNoBytes() throws ImageException {
        try (ByteSource file = tree.open(GuestPath.of("/empty"))) {
            assertThat(file.size()).isZero();
            file.readFully(0, new byte[0], 0, 0);
            assertThatThrownBy(() -> file.readFully(0, new byte[1], 0, 1)).isInstanceOf(DamagedImageException.class);
        }
    }

    @Test
    void readsOutsideTheFileAreRefused() throws ImageException {
        try (ByteSource file = tree.open(GuestPath.of("/hello.txt"))) {
            byte[] into = new byte[100];
            long[][] ranges = {{13, 1}, {12, 2}, {0, 14}, {-1, 1}, {Long.MAX_VALUE, 1}, {Long.MIN_VALUE, 5}};
            for (long[] range : ranges) {
                assertThatThrownBy(() -> file.readFully(range[0], into, 0, (int) range[1]))
                        .as(Arrays.toString(range))
                        .isInstanceOf(DamagedImageException.class);
            }
            file.readFully(13, into, 0, 0);
        }
    }

    @Test
    void onlyTheAskedForPartOfTheArrayChanges() throws ImageException {
        byte[] into = new byte[20];
        Arrays.fill(into, (byte) '#');
        try (ByteSource file = tree.open(GuestPath.of("/hello.txt"))) {
            file.readFully(7, into, 3, 5);
        }
        assertThat(new String(into, java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("###world############");
    }

    @Test
    void piecesOfABigFileAreWhereTheyBelong() throws ImageException {
        try (ByteSource file = tree.open(GuestPath.of("/big.bin"))) {
            for (int line : new int[] {0, 1, 40, 41, 163, 164, 1000, 3999}) {
                byte[] text = new byte[20];
                file.readFully(100L * line, text, 0, 20);
                assertThat(new String(text, java.nio.charset.StandardCharsets.US_ASCII))
                        .isEqualTo(String.format("line %07d of a fi", line));
            }
        }
    }

    @Test
    void holesReadAsZeros() throws ImageException {
        if (!has(Feature.HOLES)) {
            return;
        }
        try (ByteSource file = tree.open(GuestPath.of("/sparse/middle"))) {
            byte[] bytes = new byte[(int) file.size()];
            Arrays.fill(bytes, (byte) 1);
            file.readFully(0, bytes, 0, bytes.length);
            assertThat(new String(bytes, 0, 6, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("before");
            assertThat(Arrays.copyOfRange(bytes, 6, 500_001)).containsOnly(0);
            assertThat(new String(bytes, 500_001, 5, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("after");
        }
    }

    @Test
    void spaceThatWasOnlyReservedReadsAsZeros() throws ImageException {
        if (!has(Feature.HOLES)) {
            return;
        }
        try (ByteSource file = tree.open(GuestPath.of("/sparse/allocated"))) {
            byte[] bytes = new byte[(int) file.size()];
            file.readFully(0, bytes, 0, bytes.length);
            assertThat(new String(bytes, 0, 7, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("written");
            assertThat(Arrays.copyOfRange(bytes, 7, bytes.length))
                    .hasSize(199_993)
                    .containsOnly(0);
        }
    }

    @Test
    void aFileSaysWhereItIs() throws ImageException {
        try (ByteSource file = tree.open(GuestPath.of("/sizes/60"))) {
            assertThat(file.describe()).startsWith(volume.describe()).endsWith(" > /sizes/60");
        }
    }

    @Test
    void filesMayBeOpenAtOnce() throws Exception {
        try (ByteSource one = tree.open(GuestPath.of("/sizes/60"));
                ByteSource other = tree.open(GuestPath.of("/hello.txt"))) {
            assertThat(sha256(one, 10)).isEqualTo(content("/sizes/60"));
            assertThat(sha256(other, 10)).isEqualTo(content("/hello.txt"));
            assertThat(sha256(one, 60)).isEqualTo(content("/sizes/60"));
        }
    }

    @Test
    void severalThreadsMayReadOneFile() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (ByteSource file = tree.open(GuestPath.of("/big.bin"))) {
            List<Callable<String>> readers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int piece = 1000 + 700 * i;
                readers.add(() -> sha256(file, piece));
            }
            for (Future<String> result : threads.invokeAll(readers)) {
                assertThat(result.get()).isEqualTo(content("/big.bin"));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void twoNamesOfAFileHaveOneContent() throws Exception {
        try (ByteSource one = tree.open(GuestPath.of("/links/original"));
                ByteSource other = tree.open(GuestPath.of("/links/hard"))) {
            assertThat(sha256(one, 100)).isEqualTo(sha256(other, 100)).isEqualTo(content("/links/original"));
        }
    }

    // ---- state ----

    @Test
    void theOrderOfLookUpsDoesNotMatter() throws ImageException {
        List<GuestPath> paths = new ArrayList<>(listing.entries().keySet());
        Map<GuestPath, Node> first = new TreeMap<>();
        for (GuestPath path : paths) {
            first.put(path, tree.stat(path).orElseThrow());
        }
        for (int round = 0; round < 3; round++) {
            Collections.shuffle(paths, new Random(round));
            for (GuestPath path : paths) {
                assertThat(tree.stat(path)).contains(first.get(path));
            }
        }
    }

    @Test
    void aFreshTreeFindsADeepPathAtOnce() throws ImageException {
        for (TreeListing.Entry entry : listing.all(Kind.FILE)) {
            if (entry.path().names().size() > 30 || entry.path().toString().equals("/sizes/4097")) {
                try (FileTree fresh = format().open(volume, Limits.defaults()).tree()) {
                    assertThat(fresh.stat(entry.path()).map(Node::sizeBytes)).contains(Long.valueOf(entry.size()));
                }
            }
        }
    }

    @Test
    void smallCachesGiveTheSameAnswers() throws ImageException {
        try (FileTree small = format().open(volume, Limits.defaults().with(Limits.CACHE_BYTES, 1))
                .tree()) {
            for (GuestPath path : listing.entries().keySet()) {
                assertThat(small.stat(path)).isEqualTo(tree.stat(path));
            }
        }
    }

    @Test
    void willOpenChangesNothing() throws ImageException {
        tree.willOpen(List.of(GuestPath.of("/hello.txt"), GuestPath.of("/nothing")));
        assertThat(tree.stat(GuestPath.of("/nothing"))).isEmpty();
        assertThat(tree.stat(GuestPath.of("/hello.txt"))).isPresent();
    }

    @Test
    void closingTheTreeLeavesTheVolumeOpen() throws ImageException {
        tree.close();
        assertThat(format().recognises(volume)).isTrue();
        assertThat(format().open(volume, Limits.defaults()).tree().stat(GuestPath.ROOT))
                .isPresent();
    }

    // ---- tools ----

    @FunctionalInterface
    private interface Call {
        Object call() throws ImageException;
    }

    @FunctionalInterface
    private interface Expected {
        Object of(TreeListing.Entry entry);
    }

    @FunctionalInterface
    private interface Found {
        Object of(TreeListing.Entry entry, Node node) throws ImageException;
    }

    private static void assertRefused(Call call) {
        assertThatThrownBy(call::call).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertEach(Expected expected, Found found) throws ImageException {
        for (TreeListing.Entry entry : listing.entries().values()) {
            Optional<Node> node = tree.stat(entry.path());
            assertThat(node).as(entry.path().toString()).isPresent();
            assertThat(found.of(entry, node.orElseThrow()))
                    .as(entry.path().toString())
                    .isEqualTo(expected.of(entry));
        }
    }

    private List<GuestPath> walk() throws ImageException {
        List<GuestPath> met = new ArrayList<>();
        Deque<GuestPath> open = new ArrayDeque<>(List.of(GuestPath.ROOT));
        while (!open.isEmpty()) {
            GuestPath path = open.pop();
            met.add(path);
            if (tree.stat(path).orElseThrow().isDirectory()) {
                for (GuestName name : tree.list(path)) {
                    open.push(path.resolve(name));
                }
            }
        }
        return met;
    }

    private String content(String path) {
        return Objects.requireNonNull(listing.entries().get(GuestPath.of(path))).content();
    }

    private static String sha256(ByteSource file, int pieceBytes) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[pieceBytes];
            for (long at = 0; at < file.size(); at += pieceBytes) {
                int length = (int) Math.min(pieceBytes, file.size() - at);
                file.readFully(at, piece, 0, length);
                digest.update(piece, 0, length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
