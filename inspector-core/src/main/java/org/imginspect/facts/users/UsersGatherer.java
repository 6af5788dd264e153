package org.imginspect.facts.users;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.Limits;

/** Reads the account files. Empty if there is no {@code /etc/passwd}; unknown if accounts come from elsewhere too, see {@link OtherSources}. */
public final class UsersGatherer implements FactGatherer<Users> {
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    private static final GuestPath SHADOW = GuestPath.of("/etc/shadow");
    private static final GuestPath GSHADOW = GuestPath.of("/etc/gshadow");
    private static final GuestPath GROUP = GuestPath.of("/etc/group");
    private static final GuestPath TCB = GuestPath.of("/etc/tcb");
    private static final GuestPath HOME = GuestPath.of("/home");
    private static final GuestPath ROOT_HOME = GuestPath.of("/root");

    /** Nothing to be told: a gatherer has no state. */
    public UsersGatherer() {}

    @Override
    public Class<Users> type() {
        return Users.class;
    }

    @Override
    public Optional<Users> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<byte[]> passwd = tree.bytes(PASSWD);
        if (passwd.isEmpty()) {
            return Optional.empty();
        }
        OtherSources.refuse(tree);
        List<Users.Account> accounts = accounts(passwd.get(), tree.limits());
        List<Users.Password> passwords = new ArrayList<>();
        shadow(tree, SHADOW, false, passwords);
        for (GuestName user : tree.list(TCB)) {
            shadow(tree, TCB.resolve(user).resolve("shadow"), false, passwords);
        }
        shadow(tree, GSHADOW, true, passwords);
        groups(tree, passwords);
        return Optional.of(new Users(accounts, passwords, strayHomes(tree, accounts)));
    }

    /** A line too short to be an account is kept if it has a password field: whoever mends the line has the password too. */
    private static List<Users.Account> accounts(byte[] passwd, Limits limits) throws ImageException {
        List<Users.Account> accounts = new ArrayList<>();
        for (AccountLines.Line line : AccountLines.parse(passwd, PASSWD, limits)) {
            if (line.fields().size() >= 2) {
                accounts.add(new Users.Account(
                        line.text(0),
                        PasswordField.inPasswd(line.text(1)),
                        AccountLines.number(line.text(2)),
                        AccountLines.number(line.text(3)),
                        line.text(4),
                        home(line.raw(5)),
                        line.rest(6),
                        line.number()));
            }
        }
        return accounts;
    }

    private static void shadow(GuestTree tree, GuestPath file, boolean group, List<Users.Password> into)
            throws ImageException {
        Optional<byte[]> content = tree.bytes(file);
        if (content.isEmpty()) {
            return;
        }
        for (AccountLines.Line line : AccountLines.parse(content.get(), file, tree.limits())) {
            if (line.fields().size() >= 2) {
                into.add(new Users.Password(line.text(0), group, PasswordField.of(line.text(1)), file, line.number()));
            }
        }
    }

    /** Only what is a hash: {@code x} points to gshadow, and an empty field means that the group has no password. */
    private static void groups(GuestTree tree, List<Users.Password> into) throws ImageException {
        Optional<byte[]> content = tree.bytes(GROUP);
        if (content.isEmpty()) {
            return;
        }
        for (AccountLines.Line line : AccountLines.parse(content.get(), GROUP, tree.limits())) {
            PasswordField field = PasswordField.inPasswd(line.text(1));
            if (field.kind() == PasswordField.Kind.HASH || field.kind() == PasswordField.Kind.LOCKED_HASH) {
                into.add(new Users.Password(line.text(0), true, field, GROUP, line.number()));
            }
        }
    }

    private static List<GuestPath> strayHomes(GuestTree tree, List<Users.Account> accounts) throws ImageException {
        Set<GuestPath> claimed = new HashSet<>();
        for (Users.Account account : accounts) {
            account.home().ifPresent(claimed::add);
        }
        List<GuestPath> stray = new ArrayList<>();
        if (!claimed.contains(ROOT_HOME) && isDirectory(tree, ROOT_HOME)) {
            stray.add(ROOT_HOME);
        }
        for (GuestName name : tree.list(HOME)) {
            GuestPath home = HOME.resolve(name);
            if (!claimed.contains(home) && isDirectory(tree, home)) {
                stray.add(home);
            }
        }
        return stray;
    }

    private static boolean isDirectory(GuestTree tree, GuestPath path) throws ImageException {
        Optional<Node> node = tree.lstat(path);
        return node.isPresent() && node.get().isDirectory();
    }

    private static Optional<GuestPath> home(byte[] field) {
        for (byte b : field) {
            if (b == 0) {
                return Optional.empty();
            }
        }
        return field.length > 0 && field[0] == '/' ? Optional.of(GuestPath.of(field)) : Optional.empty();
    }
}
