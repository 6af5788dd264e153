package org.imginspect.checks.services;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** What PAM needs for logins and for changing a password: the files of the services, those they include, the modules (pam.conf(5)). */
final class PamServices {
    private static final String[] DIRECTORIES = {"/etc/pam.d", "/usr/lib/pam.d", "/usr/etc/pam.d"};
    private static final String[] SERVICES = {"login", "sshd", "passwd"};

    private static final String[] MODULES = {
        "/lib64/security",
        "/usr/lib64/security",
        "/lib/security",
        "/usr/lib/security",
        "/lib/x86_64-linux-gnu/security",
        "/usr/lib/x86_64-linux-gnu/security",
        "/lib/aarch64-linux-gnu/security",
        "/usr/lib/aarch64-linux-gnu/security"
    };

    private final GuestTree tree;

    PamServices(GuestTree tree) {
        this.tree = tree;
    }

    /** Without the directory the guest has no PAM (Alpine), and nothing is wrong. */
    void check(List<Finding> findings) throws ImageException {
        if (!tree.exists(GuestPath.of(DIRECTORIES[0]))) {
            return;
        }
        if (file("login").isEmpty()) {
            findings.add(Finding.of(
                    Level.ERROR,
                    "PAM has no rules for logins on a console: it is not there",
                    GuestPath.of("/etc/pam.d/login")));
        }
        Deque<GuestPath> open = new ArrayDeque<>();
        Set<GuestPath> seen = new HashSet<>();
        for (String service : SERVICES) {
            file(service).filter(seen::add).ifPresent(open::add);
        }
        while (!open.isEmpty()) {
            GuestPath file = open.remove();
            List<String> lines = tree.lines(file).orElse(List.of());
            for (int i = 0; i < lines.size(); i++) {
                int number = i + 1;
                String line = lines.get(i);
                // A backslash at the end of a line continues it (pam.conf(5)), but not behind a comment.
                while (line.endsWith("\\") && line.indexOf('#') < 0 && i + 1 < lines.size()) {
                    line = line.substring(0, line.length() - 1) + " " + lines.get(++i);
                }
                Optional<GuestPath> included = line(file, number, line, findings);
                included.filter(seen::add).ifPresent(open::add);
            }
        }
    }

    private Optional<GuestPath> file(String service) throws ImageException {
        for (String directory : DIRECTORIES) {
            GuestPath path = GuestPath.of(directory).resolve(service);
            if (tree.exists(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** The file that a line includes; empty if it includes none. */
    private Optional<GuestPath> line(GuestPath file, int number, String line, List<Finding> findings)
            throws ImageException {
        List<String> words = words(line);
        if (words.size() < 2 || line.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        // Both are read without regard to case.
        String type = words.get(0).toLowerCase(Locale.ROOT);
        String control = words.get(1).toLowerCase(Locale.ROOT);
        String what = words.size() > 2 ? words.get(2) : "";
        if (type.equals("@include")) {
            return include(file, number, words.get(1), findings);
        }
        if (what.isEmpty() || !isType(type)) {
            return Optional.empty();
        }
        if (control.equals("include") || control.equals("substack")) {
            return include(file, number, what, findings);
        }
        // A hyphen before the type: a module that is missing does not matter.
        if (!type.startsWith("-") && !isThere(what)) {
            boolean needed = control.equals("required") || control.equals("requisite");
            findings.add(Finding.of(
                    needed ? Level.ERROR : Level.WARNING,
                    "names the PAM module " + what + ", which is not there",
                    file,
                    number));
        }
        return Optional.empty();
    }

    private static boolean isType(String type) {
        String plain = type.startsWith("-") ? type.substring(1) : type;
        return plain.equals("auth") || plain.equals("account") || plain.equals("password") || plain.equals("session");
    }

    private Optional<GuestPath> include(GuestPath file, int number, String name, List<Finding> findings)
            throws ImageException {
        Optional<GuestPath> included = name.startsWith("/")
                ? Optional.of(GuestPath.of(name)).filter(path -> path.parent().isPresent())
                : file(name);
        if (included.isEmpty() || !tree.exists(included.get())) {
            findings.add(Finding.of(Level.ERROR, "includes " + name + ", which is not there", file, number));
            return Optional.empty();
        }
        return included;
    }

    private boolean isThere(String module) throws ImageException {
        if (module.startsWith("/")) {
            return tree.exists(GuestPath.of(module));
        }
        for (String directory : MODULES) {
            if (tree.exists(GuestPath.of(directory).resolve(module))) {
                return true;
            }
        }
        return false;
    }

    /** Words between blanks; what stands in brackets is one. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int comment = line.indexOf('#');
        String text = comment < 0 ? line : line.substring(0, comment);
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\t') {
                i++;
                continue;
            }
            int end = i;
            if (c == '[') {
                int close = text.indexOf(']', i);
                end = close < 0 ? text.length() : close + 1;
            } else {
                while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '\t') {
                    end++;
                }
            }
            words.add(text.substring(i, end));
            i = end;
        }
        return words;
    }
}
