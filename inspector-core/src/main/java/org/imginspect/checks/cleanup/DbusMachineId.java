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
import org.imginspect.guest.GuestPath;

/** Flags images where D-Bus kept a copy of the build machine's id, from which systemd would restore it. */
final class DbusMachineId implements Check {
    private static final GuestPath FILE = GuestPath.of("/var/lib/dbus/machine-id");
    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.dbus-machine-id",
            Area.CLEANUP,
            Level.ERROR,
            "D-Bus keeps no copy of the build machine's id",
            "ln -sf /etc/machine-id /var/lib/dbus/machine-id");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<GuestPath> real = context.tree().resolve(FILE);
        if (real.isEmpty() || real.equals(context.tree().resolve(MachineId.FILE))) {
            return Verdict.pass();
        }
        Optional<String> content = context.tree().text(FILE);
        String id = content.isEmpty() ? "" : content.get().strip();
        if (id.isEmpty()) {
            return Verdict.pass();
        }
        if (!MachineId.isId(id)) {
            return Verdict.of(Finding.of(
                    Level.WARNING, "holds neither nothing nor an id; D-Bus does not start with such a file", FILE, 1));
        }
        return Verdict.of(Finding.of(
                Level.ERROR,
                "holds a copy of the build machine's id; all clones take theirs from it when /etc/machine-id is empty",
                FILE,
                1));
    }
}
