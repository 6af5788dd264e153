package org.imginspect.checks.fs;

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
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Flags a list of LVM devices that the build machine's disks are in. */
final class LvmDevicesFile implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "fs.lvm-devices-file",
            Area.FS,
            Level.ERROR,
            "No LVM devices file names the disks of the build machine",
            "rm /etc/lvm/devices/system.devices (and dracut -f); LVM then uses every physical volume it finds");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final GuestPath DEVICES = GuestPath.of("/etc/lvm/devices/system.devices");
    private static final GuestPath CONFIG = GuestPath.of("/etc/lvm/lvm.conf");
    private static final List<GuestPath> PROGRAMS =
            List.of(GuestPath.of("/usr/sbin/lvm"), GuestPath.of("/sbin/lvm"), GuestPath.of("/usr/bin/lvm"));

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        GuestTree tree = context.tree();
        boolean installed = false;
        for (GuestPath program : PROGRAMS) {
            installed |= tree.exists(program);
        }
        if (!installed) {
            return Verdict.notApplicable("LVM is not installed");
        }
        List<String> lines = tree.lines(DEVICES).orElse(List.of());
        List<Finding> findings = new ArrayList<>();
        boolean ignored = isIgnored(tree);
        boolean root = context.storage()
                .mountedAt(GuestPath.ROOT)
                .map(entry -> entry.path().contains("LVM2_member"))
                .orElse(true);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("IDTYPE=")) {
                Level level = ignored ? Level.NOTE : root ? Level.ERROR : Level.WARNING;
                findings.add(Finding.of(
                        level,
                        "names the build machine's device " + field(line, "IDNAME")
                                + (ignored ? "; use_devicesfile is off" : ": LVM uses no other"),
                        DEVICES,
                        i + 1));
            }
        }
        return Verdict.of(findings);
    }

    private static String field(String line, String name) {
        for (String word : line.split(" +", -1)) {
            if (word.startsWith(name + "=")) {
                return word.substring(name.length() + 1);
            }
        }
        return line;
    }

    private static boolean isIgnored(GuestTree tree) throws ImageException {
        boolean ignored = false;
        for (String text : tree.lines(CONFIG).orElse(List.of())) {
            String line = text.strip();
            if (line.startsWith("use_devicesfile") || line.startsWith("devices/use_devicesfile")) {
                ignored = line.substring(line.indexOf('=') + 1).strip().startsWith("0");
            }
        }
        return ignored;
    }
}
