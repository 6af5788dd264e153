package org.imginspect.remedy;

import java.util.List;
import org.imginspect.report.Escape;
import org.imginspect.scan.ScanReport;

/** Writes {@code fix.virt-customize}. The script is uploaded rather than given by {@code run}, which passes it as one argument of limited length. */
final class VirtCustomizeFile {
    private static final String IN_GUEST = "/imginspect-fix.sh";

    private final ScanReport report;
    private final List<Step> steps;
    private final List<ByHand> byHand;
    private final boolean shell;

    VirtCustomizeFile(ScanReport report, List<Step> steps, List<ByHand> byHand, boolean shell) {
        this.shell = shell;
        this.report = report;
        this.steps = steps;
        this.byHand = byHand;
    }

    String text(String script) {
        if (script.indexOf(':') >= 0 || script.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("virt-customize cannot upload a file with this name: " + script);
        }
        StringBuilder out = new StringBuilder();
        out.append("# Written by imginspect for ")
                .append(Escape.line(report.image()))
                .append("; nothing of it was run.\n");
        if (steps.isEmpty()) {
            return out.append("# There is nothing that a script can mend.\n").toString();
        }
        if (!shell) {
            return out.append("# This guest has no /bin/sh: virt-customize can run nothing in it. ")
                    .append(script)
                    .append(" tells what is to be done in its build.\n")
                    .toString();
        }
        out.append("# In the directory of ").append(script).append(", on a copy of the image:\n");
        out.append("#   virt-customize -a COPY --no-network --commands-from-file fix.virt-customize\n");
        out.append("# What it does is written in ")
                .append(script)
                .append(", which it runs in the guest; it needs the guest's /bin/sh.\n");
        for (Step step : steps) {
            out.append("#   ").append(step.info().id()).append('\n');
        }
        if (!byHand.isEmpty()) {
            out.append("# Left to do by hand, see the end of ").append(script).append(":\n");
            for (ByHand left : byHand) {
                out.append("#   ").append(left.id()).append('\n');
            }
        }
        out.append("upload ").append(script).append(':').append(IN_GUEST).append('\n');
        out.append("run-command /bin/sh ").append(IN_GUEST).append('\n');
        out.append("delete ").append(IN_GUEST).append('\n');
        // The tool itself leaves these: a log of the commands, and a seed that it writes into every guest before the
        // first of them.
        for (String left : List.of("/tmp/builder.log", "/var/lib/random-seed", "/var/lib/urandom/random-seed")) {
            out.append("delete ").append(left).append('\n');
        }
        if (report.guest().filter(guest -> guest.family().equals("red-hat")).isPresent()) {
            out.append("selinux-relabel\n");
        }
        return out.toString();
    }
}
