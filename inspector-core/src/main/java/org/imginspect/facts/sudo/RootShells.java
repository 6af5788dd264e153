package org.imginspect.facts.sudo;

import java.util.Set;

/** Commands with which root's rights for one command are root's rights for all. */
final class RootShells {
    /** With any arguments, or none: what they ask the user for is a command. */
    private static final Set<String> SHELLS = Set.of(
            "sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "csh", "tcsh", "fish", "busybox", "su", "sudo", "doas",
            "env", "nsenter", "chroot", "unshare", "setpriv", "visudo", "vipw", "chsh");
    /** Where the user chooses the arguments. */
    private static final Set<String> PROGRAMS = Set.of(
            "vi",
            "vim",
            "view",
            "nano",
            "emacs",
            "ed",
            "python",
            "python2",
            "python3",
            "perl",
            "ruby",
            "lua",
            "node",
            "php",
            "awk",
            "gawk",
            "mawk",
            "find",
            "xargs",
            "tar",
            "rsync",
            "tee",
            "dd",
            "cp",
            "mv",
            "chmod",
            "chown",
            "install",
            "passwd",
            "usermod",
            "docker",
            "podman",
            "systemd-run",
            "gdb",
            "strace",
            "make",
            "ssh",
            "less",
            "more",
            "man",
            "apt",
            "apt-get",
            "dpkg",
            "rpm",
            "yum",
            "dnf",
            "zypper",
            "apk",
            "pip",
            "pip3",
            "crontab",
            "mount");

    private RootShells() {}

    static boolean isOne(SudoMember command) {
        String path = command.text();
        if (path.endsWith("/") || path.equals("/*") || path.endsWith("bin/*")) {
            return isPrograms(path);
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean free =
                command.arguments().isEmpty() || command.arguments().get().equals("*");
        if (path.equals("sudoedit")) {
            return free;
        }
        if (SHELLS.contains(name)) {
            return free || isShell(command.arguments().orElse(""));
        }
        return free && PROGRAMS.contains(name);
    }

    /** A directory of programs, all of which may be run. */
    private static boolean isPrograms(String path) {
        String directory = path.endsWith("*") ? path.substring(0, path.length() - 1) : path;
        return switch (directory) {
            case "/", "/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/" -> true;
            default -> false;
        };
    }

    /** Options only, or root's name, or something that the user chooses; a fixed command behind it is that command. */
    private static boolean isShell(String arguments) {
        if (arguments.equals("\"\"") || arguments.startsWith("^")) {
            return true;
        }
        boolean shell = true;
        for (String word : arguments.split(" ", -1)) {
            shell &= word.startsWith("-") || word.equals("root") || word.equals("*");
        }
        return shell;
    }
}
