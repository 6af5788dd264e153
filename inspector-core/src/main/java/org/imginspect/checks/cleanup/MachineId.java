package org.imginspect.checks.cleanup;

import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.mounts.Mounts;
import org.imginspect.guest.GuestPath;

/** Flags images whose clones all have the build machine's id. */
final class MachineId implements Check {
    static final GuestPath FILE = GuestPath.of("/etc/machine-id");

    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.machine-id",
            Area.CLEANUP,
            Level.ERROR,
            "Every machine made from the image gets a machine id of its own",
            "truncate -s 0 /etc/machine-id (or write 'uninitialized' into it) as the last step of the build");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<String> content = context.tree().text(FILE);
        if (content.isEmpty()) {
            return absent(context);
        }
        String id = content.get().strip();
        if (id.isEmpty() || id.equals("uninitialized")) {
            return Verdict.pass();
        }
        if (isId(id)) {
            return Verdict.of(
                    Finding.of(Level.ERROR, "holds the build machine's id, which all clones will share", FILE, 1));
        }
        // systemd takes nothing else for an id and makes a new one, if it can write the file.
        return Verdict.of(
                Finding.of(Level.WARNING, "holds neither nothing, nor 'uninitialized', nor a machine id", FILE, 1));
    }

    /** systemd makes the file, where it can write it; without it, programs that ask for the id fail until something is mounted over it. */
    private static Verdict absent(CheckContext context) throws ImageException {
        for (Mounts.Mount mount :
                context.facts().find(Mounts.class).orElseThrow().mounts()) {
            boolean root = mount.path().map(GuestPath::isRoot).orElse(false);
            if (root && mount.options().contains("ro")) {
                return Verdict.of(Finding.of(
                        Level.WARNING,
                        "mounts the root read-only, so that /etc/machine-id, which is missing, cannot be made; leave it empty instead",
                        mount.file(),
                        mount.line()));
            }
        }
        return Verdict.pass();
    }

    /** Whether systemd takes it for an id: 32 hexadecimal digits, not all zero. */
    static boolean isId(String text) {
        if (text.length() != 32) {
            return false;
        }
        boolean allZero = true;
        for (int i = 0; i < 32; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return false;
            }
            allZero &= digit == 0;
        }
        return !allZero;
    }
}
