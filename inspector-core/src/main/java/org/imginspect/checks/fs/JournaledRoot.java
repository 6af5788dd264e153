package org.imginspect.checks.fs;

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
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.guest.Fstab;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Flags systems that may not come back after the power was cut. */
final class JournaledRoot implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "fs.journaled-root",
            Area.FS,
            Level.WARNING,
            "After a power cut the root is consistent, is checked, and the boot menu does not wait",
            "tune2fs -j DEVICE; pass 1 in /etc/fstab; GRUB_RECORDFAIL_TIMEOUT=5 in /etc/default/grub and update-grub");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final GuestPath FSTAB = GuestPath.of("/etc/fstab");
    private static final GuestPath GRUB = GuestPath.of("/boot/grub/grub.cfg");
    private static final int LONG_SECONDS = 30;

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<StorageEntry> root = context.storage().mountedAt(GuestPath.ROOT);
        if (root.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "disk: where the root lies is not known",
                    context.storage().entries().get(0).path());
        }
        List<Finding> findings = new ArrayList<>();
        if (!context.facts().space().hasJournal(root.get())) {
            findings.add(Finding.of(Level.WARNING, "the root, " + root.get().path() + ", keeps no journal"));
        }
        boolean ext = root.get().format().startsWith("ext");
        for (Fstab.Line line : Fstab.parse(context.tree().bytes(FSTAB).orElse(new byte[0]))) {
            if (line.path().equals(Optional.of(GuestPath.ROOT)) && ext && line.pass() == 0) {
                findings.add(Finding.of(
                        Level.NOTE, "the root's pass is 0, so that it is never checked at boot", FSTAB, line.line()));
            }
        }
        Optional<BootConfig> boot = context.facts().find(BootConfig.class);
        for (BootEntry entry : boot.map(BootConfig::defaultEntries).orElse(List.of())) {
            for (BootEntry.Argument argument : entry.arguments("fsck.mode")) {
                if (argument.value().equals("skip")) {
                    findings.add(Finding.of(
                            Level.WARNING, "no file system is ever checked at boot", argument.file(), argument.line()));
                }
            }
        }
        recordFail(context.tree(), findings);
        return Verdict.of(findings);
    }

    /** Ubuntu's GRUB remembers that a boot did not end well, and then waits with another timeout. */
    private static void recordFail(GuestTree tree, List<Finding> findings) throws ImageException {
        List<String> lines = tree.lines(GRUB).orElse(List.of());
        // Debian's menu has the timeout too, but nothing that ever says that a boot failed.
        if (lines.stream().noneMatch(line -> line.contains("save_env recordfail"))) {
            return;
        }
        boolean inside = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("if ") || line.startsWith("elif ") || line.equals("else") || line.equals("fi")) {
                inside = line.contains("recordfail") && line.contains("= 1");
            } else if (inside && line.startsWith("set timeout=")) {
                String value = line.substring("set timeout=".length());
                if (value.startsWith("-")) {
                    findings.add(Finding.of(
                            Level.WARNING, "after a boot that failed the menu waits for ever for a key", GRUB, i + 1));
                } else if (seconds(value) >= LONG_SECONDS) {
                    findings.add(Finding.of(
                            Level.NOTE, "after a boot that failed the menu waits " + value + " seconds", GRUB, i + 1));
                }
            }
        }
    }

    private static int seconds(String value) {
        int seconds = 0;
        for (int i = 0; i < Math.min(value.length(), 6); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return 0;
            }
            seconds = seconds * 10 + value.charAt(i) - '0';
        }
        return seconds;
    }
}
