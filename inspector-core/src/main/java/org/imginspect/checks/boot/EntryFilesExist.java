package org.imginspect.checks.boot;

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
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootFile;
import org.imginspect.facts.boot.BootFile.Section;
import org.imginspect.facts.boot.BootMenu;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags boot entries that name files the image does not have. */
final class EntryFilesExist implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "boot.entry-files-exist",
            Area.BOOT,
            Level.ERROR,
            "The kernel and initial RAM file system of every boot entry are there",
            "update-initramfs -u -k all and update-grub (Debian, Ubuntu); dracut -f --regenerate-all and grub2-mkconfig (RHEL)");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<BootConfig> config = context.facts().find(BootConfig.class);
        if (config.isEmpty()) {
            return MissingMenu.verdict(context, INFO.level());
        }
        List<Finding> findings = new ArrayList<>();
        List<BootEntry> defaults = config.get().defaultEntries();
        for (BootEntry entry : defaults) {
            files(context, entry, Level.ERROR, findings);
        }
        for (BootMenu menu : config.get().menus()) {
            if (menu.entries().isEmpty()) {
                findings.add(Finding.of(Level.ERROR, "the boot menu has no entries", menu.file()));
            } else if (menu.defaultEntry().isEmpty()) {
                findings.add(Finding.of(
                        Level.ERROR, "no entry starts by itself: the boot loader asks what to start", menu.file()));
            }
            for (BootEntry entry : menu.entries()) {
                if (!defaults.contains(entry)) {
                    files(context, entry, Level.WARNING, findings);
                }
            }
        }
        return Verdict.of(findings);
    }

    private static void files(CheckContext context, BootEntry entry, Level level, List<Finding> findings)
            throws ImageException {
        List<BootFile> files = new ArrayList<>(entry.initrds());
        entry.kernel().ifPresent(kernel -> files.add(0, kernel));
        entry.deviceTree().ifPresent(files::add);
        for (BootFile file : files) {
            Optional<GuestPath> place = file.located();
            Optional<Node> node = place.isPresent() ? context.tree().stat(place.get()) : Optional.empty();
            String problem = "";
            if (place.isEmpty()) {
                problem = " lies on a device that is not in the image";
            } else if (node.isEmpty() || !node.get().isFile()) {
                problem = " is not there";
            } else if (file.section().map(Section::sizeBytes).orElse(node.get().sizeBytes()) == 0) {
                problem = file.section()
                                .map(part -> ": its section " + part.name())
                                .orElse("") + " is empty";
            }
            if (!problem.isEmpty()) {
                String name = place.map(GuestPath::text).orElse(file.written());
                findings.add(Finding.of(level, "'" + entry.title() + "': " + name + problem, file.file(), file.line()));
            }
        }
    }
}
