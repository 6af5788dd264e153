package org.imginspect.checks.boot;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;

/** Flags images whose network interfaces biosdevname may rename. */
final class CmdlineBiosdevname implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "boot.cmdline-biosdevname",
                    Area.BOOT,
                    Level.ERROR,
                    "Network interfaces are not named by biosdevname (biosdevname=0)",
                    "add biosdevname=0 to GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub (grub2-mkconfig --update-bls-cmdline)")
            .onRequest();

    private static final WantedArgument WANTED = new WantedArgument("biosdevname", "0", false);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        return WANTED.verdict(context, INFO.level());
    }
}
