package org.imginspect.checks.cleanup;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.logs.Journals;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Flags the build machine's journal. */
final class JournalEmpty implements Check {
    private static final GuestPath[] SIGNS = {
        GuestPath.of("/var/log/journal"),
        GuestPath.of("/usr/lib/systemd/systemd-journald"),
        GuestPath.of("/lib/systemd/systemd-journald")
    };

    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.journal-empty",
            Area.CLEANUP,
            Level.WARNING,
            "No journal of the build machine is left",
            "journalctl --rotate; rm -rf /var/log/journal/*  (keep the directory)");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Journals journals = context.facts().find(Journals.class).orElseThrow();
        if (journals.files() == 0) {
            return mayHaveJournal(context.tree())
                    ? Verdict.pass()
                    : Verdict.notApplicable("systemd is not installed, and there is no /var/log/journal");
        }
        StringBuilder message = new StringBuilder();
        message.append(journals.files()).append(journals.files() == 1 ? " journal of " : " journals of ");
        message.append(Sizes.text(journals.bytes())).append(" with ").append(journals.entries());
        message.append(journals.entries() == 1 ? " entry" : " entries");
        if (journals.from().isPresent() && journals.to().isPresent()) {
            message.append(", written from ")
                    .append(journals.from().get().atOffset(ZoneOffset.UTC).toLocalDate())
                    .append(" to ")
                    .append(journals.to().get().atOffset(ZoneOffset.UTC).toLocalDate());
        }
        if (journals.foreign() > 0) {
            message.append("; ").append(journals.foreign()).append(" of the files no sound journal");
        }
        List<String> names = new ArrayList<>();
        for (GuestPath file : journals.first()) {
            names.add(file.below(journals.directory()).toString().substring(1));
        }
        message.append(": ").append(Pile.list(names, journals.files()));
        return Verdict.of(Finding.of(Level.WARNING, message.toString(), journals.directory()));
    }

    private static boolean mayHaveJournal(GuestTree tree) throws ImageException {
        for (GuestPath sign : SIGNS) {
            if (tree.exists(sign)) {
                return true;
            }
        }
        return false;
    }
}
