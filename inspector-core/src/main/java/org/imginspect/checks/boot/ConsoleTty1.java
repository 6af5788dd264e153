package org.imginspect.checks.boot;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;

/** Flags images whose default kernel has no console on the first virtual terminal. */
final class ConsoleTty1 implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "boot.console-tty1",
                    Area.BOOT,
                    Level.WARNING,
                    "The kernel writes its messages to the first virtual terminal",
                    "add console=tty1 to GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub (grub2-mkconfig --update-bls-cmdline)")
            .onRequest();

    private static final WantedArgument WANTED = new WantedArgument("console", "tty1", true);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        return WANTED.verdict(context, INFO.level());
    }
}
