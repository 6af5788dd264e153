package org.imginspect.facts.users;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.imginspect.compress.Codec;
import org.imginspect.compress.Decoders;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.files.UnownedFiles;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.Limits;

/** Finds the copies and reads the lines with hashes. Empty if the guest has neither {@code /etc/passwd} nor a copy. */
public final class AccountCopiesGatherer implements FactGatherer<AccountCopies> {
    private static final GuestPath ETC = GuestPath.of("/etc");
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    private static final GuestPath TCB = GuestPath.of("/etc/tcb");
    private static final GuestPath SECURITY = GuestPath.of("/etc/security");
    private static final GuestPath BACKUPS = GuestPath.of("/var/backups");
    private static final String REMEMBERED = "opasswd";
    private static final int READABLE_BY_ALL = 0004;
    /** Of files elsewhere: no account file is as long. */
    private static final long LONGEST_BYTES = 16L << 20;

    private static final int PASSWD_FIELDS = 7;
    private static final int REMEMBERED_FIELDS = 4;
    /** PAM remembers 400 at most for each account; whoever has so many findings needs no more. */
    private static final int MOST_REMEMBERED = 100_000;

    private static final int SHADOW_FIELDS = 9;

    /** Nothing to be told: a gatherer has no state. */
    public AccountCopiesGatherer() {}

    @Override
    public Class<AccountCopies> type() {
        return AccountCopies.class;
    }

    @Override
    public Optional<AccountCopies> gather(GuestTree tree, Facts others) throws ImageException {
        Set<GuestPath> places = new TreeSet<>();
        named(tree, ETC, places);
        named(tree, BACKUPS, places);
        for (GuestName name : tree.list(SECURITY)) {
            if (name.text().contains(REMEMBERED)) {
                places.add(SECURITY.resolve(name));
            }
        }
        for (GuestName user : tree.list(TCB)) {
            named(tree, TCB.resolve(user), places);
        }
        List<AccountCopies.Copy> copies = new ArrayList<>();
        for (GuestPath place : places) {
            copy(tree, place, false).ifPresent(copies::add);
        }
        Optional<UnownedFiles> unowned = others.find(UnownedFiles.class);
        if (unowned.isPresent()) {
            for (UnownedFiles.Entry file : unowned.get().files()) {
                if (file.sizeBytes() <= LONGEST_BYTES
                        && CopyNames.mayBeCopy(file.path().name().text())
                        && !places.contains(file.path())
                        && !isLive(file.path())) {
                    Optional<AccountCopies.Copy> copy = copy(tree, file.path(), true);
                    if (copy.isPresent() && !copy.get().hashes().isEmpty()) {
                        copies.add(copy.get());
                    }
                }
            }
        }
        copies.sort((one, other) -> one.file().compareTo(other.file()));
        return copies.isEmpty() && !tree.exists(PASSWD) ? Optional.empty() : Optional.of(new AccountCopies(copies));
    }

    private static boolean isLive(GuestPath file) {
        return switch (file.text()) {
            case "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow" -> true;
            default -> file.startsWith(TCB) && file.name().text().equals("shadow");
        };
    }

    private static void named(GuestTree tree, GuestPath directory, Set<GuestPath> into) throws ImageException {
        for (GuestName name : tree.list(directory)) {
            if (CopyNames.isCopy(name.text())) {
                into.add(directory.resolve(name));
            }
        }
    }

    /** Empty if it is no regular file. A link is the matter of the file it leads to. */
    private static Optional<AccountCopies.Copy> copy(GuestTree tree, GuestPath file, boolean strict)
            throws ImageException {
        Optional<Node> node = tree.lstat(file);
        if (node.isEmpty() || !node.get().isFile()) {
            return Optional.empty();
        }
        Optional<byte[]> content = tree.bytes(file);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        boolean remembered = file.name().text().contains(REMEMBERED);
        return Optional.of(new AccountCopies.Copy(
                file,
                remembered,
                (node.get().permissions() & READABLE_BY_ALL) != 0,
                hashes(plain(content.get(), tree.limits(), file), file, tree.limits(), remembered, strict)));
    }

    private static byte[] plain(byte[] content, Limits limits, GuestPath file) throws ImageException {
        Optional<Codec> codec = Codec.detect(Arrays.copyOf(content, Math.min(content.length, Codec.DETECT_BYTES)));
        if (codec.isEmpty()) {
            return content;
        }
        String where = file.toString();
        long cap = Math.min(limits.get(Limits.TEXT_FILE_BYTES), Integer.MAX_VALUE - 8);
        try (InputStream in = Decoders.stream(codec.get(), new ByteArrayInputStream(content), cap, where)) {
            return in.readNBytes((int) cap + 1); // The stream refuses the last one.
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("no bytes in memory", e); // A decoder throws only ImageExceptions.
        }
    }

    /**
     * The lines with a hash. An editor's swap file keeps lines apart by NUL, and begins in the middle of one.
     *
     * @param strict whether a line has to have as many fields as an account file has
     */
    private static List<AccountCopies.Hashed> hashes(
            byte[] content, GuestPath file, Limits limits, boolean remembered, boolean strict) throws ImageException {
        byte[] lines = content.clone();
        for (int i = 0; i < lines.length; i++) {
            if (lines[i] == 0) {
                lines[i] = '\n';
            }
        }
        List<AccountCopies.Hashed> found = new ArrayList<>();
        for (AccountLines.Line line :
                AccountLines.parse(lines, file, limits, remembered ? REMEMBERED_FIELDS : strict ? PASSWD_FIELDS : 2)) {
            int fields = line.fields().size();
            if (remembered) {
                // opasswd of pam_unix and pam_pwhistory: name:uid:count:hash,hash,…
                String hashes = line.text(3);
                for (int from = 0; from <= hashes.length() && found.size() < MOST_REMEMBERED; ) {
                    int comma = hashes.indexOf(',', from);
                    int end = comma < 0 ? hashes.length() : comma;
                    add(line, PasswordField.of(hashes.substring(from, end)), found);
                    from = end + 1;
                }
            } else if (!strict || fields == SHADOW_FIELDS || isPasswd(line)) {
                add(line, PasswordField.inPasswd(line.text(1)), found);
            }
        }
        return found;
    }

    private static boolean isPasswd(AccountLines.Line line) {
        return line.fields().size() == PASSWD_FIELDS && line.text(5).startsWith("/");
    }

    private static void add(AccountLines.Line line, PasswordField field, List<AccountCopies.Hashed> into) {
        if (field.kind() == PasswordField.Kind.HASH || field.kind() == PasswordField.Kind.LOCKED_HASH) {
            into.add(new AccountCopies.Hashed(line.text(0), field, line.number()));
        }
    }
}
