package org.imginspect.checks.boot;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;

/** Flags images whose network interfaces get names made from their place. */
final class CmdlineNetIfnames implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "boot.cmdline-net-ifnames",
                    Area.BOOT,
                    Level.ERROR,
                    "Network interfaces keep the names that the kernel gives them (net.ifnames=0)",
                    "add net.ifnames=0 to GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub (grub2-mkconfig --update-bls-cmdline)")
            .onRequest();

    private static final WantedArgument WANTED = new WantedArgument("net.ifnames", "0", false);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        return WANTED.verdict(context, INFO.level());
    }
}
