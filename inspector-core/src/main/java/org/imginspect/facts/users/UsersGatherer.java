package org.imginspect.facts.users;

import java.nio.charset.StandardCharsets;
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

/** Reads the account files. Empty if there is no {@code /etc/passwd}. */
public final class UsersGatherer implements FactGatherer<Users> {
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    private static final GuestPath SHADOW = GuestPath.of("/etc/shadow");
    private static final GuestPath GSHADOW = GuestPath.of("/etc/gshadow");
    private static final GuestPath TCB = GuestPath.of("/etc/tcb");
    private static final GuestPath HOME = GuestPath.of("/home");
    private static final GuestPath ROOT_HOME = GuestPath.of("/root");
    private static final int PASSWD_FIELDS = 7;

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
        List<Users.Account> accounts = accounts(passwd.get());
        List<Users.Password> passwords = new ArrayList<>();
        passwords(tree, SHADOW, false, passwords);
        for (GuestName user : tree.list(TCB)) {
            passwords(tree, TCB.resolve(user).resolve("shadow"), false, passwords);
        }
        passwords(tree, GSHADOW, true, passwords);
        return Optional.of(new Users(accounts, passwords, strayHomes(tree, accounts)));
    }

    /** As nss_files reads it: empty lines and those that begin with # are skipped, and so are NIS's + and - lines. */
    private static List<Users.Account> accounts(byte[] passwd) {
        List<Users.Account> accounts = new ArrayList<>();
        List<byte[]> lines = lines(passwd);
        for (int i = 0; i < lines.size(); i++) {
            byte[] line = lines.get(i);
            if (isEntry(line)) {
                List<byte[]> fields = fields(line);
                if (fields.size() < 2) {
                    continue;
                }
                accounts.add(new Users.Account(
                        text(fields.get(0)),
                        PasswordField.inPasswd(text(fields.get(1))),
                        fields.size() > 2 ? number(text(fields.get(2))) : -1,
                        fields.size() >= PASSWD_FIELDS - 1 ? home(fields.get(5)) : Optional.empty(),
                        fields.size() >= PASSWD_FIELDS ? text(fields.get(6)) : "",
                        i + 1));
            }
        }
        return accounts;
    }

    private static void passwords(GuestTree tree, GuestPath file, boolean group, List<Users.Password> into)
            throws ImageException {
        Optional<byte[]> content = tree.bytes(file);
        if (content.isEmpty()) {
            return;
        }
        List<byte[]> lines = lines(content.get());
        for (int i = 0; i < lines.size(); i++) {
            byte[] line = lines.get(i);
            if (isEntry(line)) {
                List<byte[]> fields = fields(line);
                if (fields.size() >= 2) {
                    into.add(new Users.Password(
                            text(fields.get(0)), group, PasswordField.of(text(fields.get(1))), file, i + 1));
                }
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

    private static boolean isEntry(byte[] line) {
        return line.length > 0 && line[0] != '#' && line[0] != '+' && line[0] != '-';
    }

    private static List<byte[]> lines(byte[] content) {
        return split(content, (byte) '\n');
    }

    private static List<byte[]> fields(byte[] line) {
        return split(line, (byte) ':');
    }

    private static List<byte[]> split(byte[] content, byte at) {
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= content.length; i++) {
            if (i == content.length || content[i] == at) {
                parts.add(java.util.Arrays.copyOfRange(content, from, i));
                from = i + 1;
            }
        }
        return parts;
    }

    private static String text(byte[] field) {
        return new String(field, StandardCharsets.UTF_8);
    }

    private static long number(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return -1;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(text);
    }
}
