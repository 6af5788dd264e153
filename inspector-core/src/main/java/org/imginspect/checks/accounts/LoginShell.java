package org.imginspect.checks.accounts;

import java.util.Set;
import org.imginspect.facts.users.Users;

/** What the programs in the last field of passwd are. */
final class LoginShell {
    /** Programs that take no commands: they refuse, do one thing, or serve one protocol. */
    private static final Set<String> NONE = Set.of(
            "nologin",
            "false",
            "true",
            "null",
            "sync",
            "shutdown",
            "halt",
            "poweroff",
            "reboot",
            "uucico",
            "git-shell",
            "sftp-server",
            "nosh",
            "noshell");

    private LoginShell() {}

    /** Whether the account's login program takes commands; an empty field is {@code /bin/sh}. */
    static boolean takesCommands(Users.Account account) {
        String shell = account.loginShell();
        return !NONE.contains(shell.substring(shell.lastIndexOf('/') + 1));
    }
}
