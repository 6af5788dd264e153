package org.imginspect.facts.cloudinit;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * Whether cloud-init's module {@code ssh} runs and deletes host keys. Read line by line, which understands the way these files are
 * written in practice; whatever is written otherwise counts as "does not".
 */
final class HostKeyReplacement {
    private static final String KEY = "ssh_deletekeys";

    private HostKeyReplacement() {}

    static boolean isOn(GuestTree tree) throws ImageException {
        boolean module = false;
        boolean deletes = true;
        List<GuestPath> files = new java.util.ArrayList<>();
        files.add(GuestPath.of("/etc/cloud/cloud.cfg"));
        files.addAll(tree.glob("/etc/cloud/cloud.cfg.d/*.cfg"));
        for (GuestPath file : files) {
            Optional<List<String>> lines = tree.lines(file);
            if (lines.isEmpty()) {
                continue;
            }
            for (String line : lines.get()) {
                String text = line.strip();
                if (text.startsWith("#")) {
                    continue;
                }
                if (text.equals("- ssh")
                        || text.startsWith("- [ssh,")
                        || text.startsWith("- [ssh ")
                        || text.equals("- [ssh]")) {
                    module = true;
                } else if (text.contains(KEY)) {
                    deletes = isTrue(line);
                }
            }
        }
        return module && deletes;
    }

    /** Whether the line is a key of the top level with a word that YAML 1.1 takes for true. */
    private static boolean isTrue(String line) {
        if (!line.startsWith(KEY + ":")) {
            return false;
        }
        String value = line.substring(KEY.length() + 1);
        int comment = value.indexOf(" #");
        value = (comment < 0 ? value : value.substring(0, comment)).strip();
        return switch (value) {
            case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "1" -> true;
            default -> false;
        };
    }
}
