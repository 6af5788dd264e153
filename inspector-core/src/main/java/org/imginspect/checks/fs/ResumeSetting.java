package org.imginspect.checks.fs;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.facts.mounts.DeviceName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * A line {@code RESUME=} of initramfs-tools (initramfs.conf(5)): where the initial RAM file system looks for a hibernated system.
 *
 * @param device {@code none} and {@code auto} are of the kind {@link DeviceName.Kind#NONE}
 */
record ResumeSetting(DeviceName device, GuestPath file, int line) {
    static List<ResumeSetting> all(GuestTree tree) throws ImageException {
        List<GuestPath> files = new ArrayList<>();
        files.add(GuestPath.of("/etc/initramfs-tools/initramfs.conf"));
        files.addAll(tree.glob("/etc/initramfs-tools/conf.d/*"));
        List<ResumeSetting> found = new ArrayList<>();
        for (GuestPath file : files) {
            List<String> lines = tree.lines(file).orElse(List.of());
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (line.startsWith("RESUME=")) {
                    found.add(new ResumeSetting(
                            DeviceName.parse(unquoted(line.substring("RESUME=".length()))), file, i + 1));
                }
            }
        }
        return found;
    }

    private static String unquoted(String value) {
        int last = value.length() - 1;
        boolean quoted = last > 0
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(last) == value.charAt(0);
        return quoted ? value.substring(1, last) : value;
    }
}
