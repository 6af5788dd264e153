package org.imginspect.checks.cleanup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.logs.LogDirectories;
import org.imginspect.facts.units.Setting;
import org.imginspect.guest.GuestPath;

/** Flags directories for logs that were deleted together with the logs. */
final class LogDirsKept implements Check {
    private static final GuestPath LOG = GuestPath.of("/var/log");

    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.log-dirs-kept",
            Area.CLEANUP,
            Level.ERROR,
            "The directories that services log to are there",
            "mkdir the directories named, with the owner and mode their package gives them; clean logs with truncate and "
                    + "find -type f -delete");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<LogDirectories> directories = context.facts().find(LogDirectories.class);
        List<Finding> findings = new ArrayList<>();
        if (!context.tree().exists(LOG)) {
            findings.add(Finding.of(Level.WARNING, "is missing; nothing can be logged there", LOG));
        }
        if (directories.isEmpty()) {
            return findings.isEmpty()
                    ? Verdict.notApplicable("neither packages nor units tell which directories are needed")
                    : Verdict.of(findings);
        }
        List<LogDirectories.Missing> missing = directories.get().missing();
        for (LogDirectories.Missing each : missing) {
            findings.add(finding(each));
        }
        return Capped.verdict(findings, "directories for logs that are missing");
    }

    private static Finding finding(LogDirectories.Missing missing) {
        if (missing.setting().isEmpty()) {
            return Finding.of(
                    Level.WARNING,
                    "is missing; the package " + missing.owner().orElse("")
                            + " brings it, and nothing makes it at boot",
                    missing.path());
        }
        Setting setting = missing.setting().get();
        return Finding.of(
                Level.ERROR,
                missing.unit().orElse("") + " does not start without " + missing.path() + ", which is missing ("
                        + setting.key() + "=)",
                setting.file(),
                setting.line());
    }
}
