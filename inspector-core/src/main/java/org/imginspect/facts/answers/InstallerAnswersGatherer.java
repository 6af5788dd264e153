package org.imginspect.facts.answers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.files.UnownedFiles;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Finds answer files by name and place, and in a few directories by what they say. */
public final class InstallerAnswersGatherer implements FactGatherer<InstallerAnswers> {
    /** No installer's answers are as long; what is longer is said to be unread. */
    private static final long MOST_BYTES = 4 << 20;

    private static final long MOST_BYTES_TO_LOOK = 256 << 10;

    /** Where people leave answers under any name. */
    private static final String[] LOOKED_THROUGH = {"/", "/root/", "/tmp/", "/var/tmp/", "/opt/", "/srv/", "/mnt/"};

    /** Nothing to be told: a gatherer has no state. */
    public InstallerAnswersGatherer() {}

    @Override
    public Class<InstallerAnswers> type() {
        return InstallerAnswers.class;
    }

    @Override
    public Optional<InstallerAnswers> gather(GuestTree tree, Facts others) throws ImageException {
        List<Answer> answers = new ArrayList<>();
        Optional<ImageException> incomplete = Optional.empty();
        for (UnownedFiles.Entry entry :
                others.find(UnownedFiles.class).orElseThrow().files()) {
            Optional<String> format = byName(entry.path().text());
            boolean looked = format.isEmpty()
                    && entry.sizeBytes() <= MOST_BYTES_TO_LOOK
                    && isLookedThrough(entry.path().text());
            if (format.isEmpty() && !looked) {
                continue;
            }
            if (entry.sizeBytes() > MOST_BYTES) {
                incomplete = incomplete.or(() -> Optional.of(new UnsupportedFeatureException(
                        "answers: a file of " + entry.sizeBytes() + " bytes is longer than the " + MOST_BYTES
                                + " that answers are read of",
                        entry.path().toString())));
                continue;
            }
            Optional<byte[]> content = tree.bytes(entry.path());
            if (content.isEmpty()) {
                continue;
            }
            List<String> lines = text(content.get()).lines().toList();
            Optional<String> chosen = looked ? byContent(lines) : format;
            if (chosen.isPresent()) {
                answers.addAll(read(chosen.get(), entry.path(), lines));
            }
        }
        return Optional.of(new InstallerAnswers(answers, incomplete));
    }

    /** UTF-8, or UTF-16 with the mark that Windows' tools write. */
    private static String text(byte[] content) {
        boolean little = content.length > 1 && (content[0] & 0xff) == 0xff && (content[1] & 0xff) == 0xfe;
        boolean big = content.length > 1 && (content[0] & 0xff) == 0xfe && (content[1] & 0xff) == 0xff;
        return new String(content, little || big ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
    }

    private static Optional<String> byName(String path) {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1).toLowerCase(Locale.ROOT);
        if (name.endsWith("-ks.cfg") || name.equals("ks.cfg") || name.endsWith(".ks") || name.equals("kickstart.cfg")) {
            return Optional.of("kickstart");
        }
        if (name.endsWith(".preseed") || name.equals("preseed.cfg") || name.equals("preseed")) {
            return Optional.of("preseed");
        }
        boolean installerLog = path.startsWith("/var/log/installer/");
        if ((installerLog && (name.equals("passwords.dat") || name.equals("questions.dat")))
                || path.equals("/var/cache/debconf/passwords.dat")
                || path.equals("/var/lib/cdebconf/passwords.dat")) {
            return Optional.of("debconf");
        }
        if ((name.startsWith("autoinstall")
                        && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith("user-data")))
                || path.equals("/etc/cloud/cloud.cfg.d/99-installer.cfg")
                || (installerLog
                        && (name.endsWith(".yaml")
                                || name.endsWith("user-data")
                                || (name.startsWith("curtin") && name.endsWith(".conf"))))) {
            return Optional.of("autoinstall");
        }
        if (name.equals("autoinst.xml") || name.equals("autoyast.xml") || path.startsWith("/var/adm/autoinstall/")) {
            return Optional.of("AutoYaST");
        }
        if (name.equals("unattend.xml") || name.equals("autounattend.xml") || name.equals("sysprep.xml")) {
            return Optional.of("unattend");
        }
        if (name.equals("sysprep.inf") || name.equals("winnt.sif") || name.equals("unattend.txt")) {
            return Optional.of("sysprep");
        }
        if (name.endsWith(".ign") || path.startsWith("/boot/ignition/")) {
            return Optional.of("ignition");
        }
        boolean agama = path.contains("agama") && (name.endsWith(".json") || name.endsWith(".jsonnet"));
        return agama ? Optional.of("Agama") : Optional.empty();
    }

    private static boolean isLookedThrough(String path) {
        int slash = path.lastIndexOf('/');
        String directory = path.substring(0, slash + 1);
        for (String each : LOOKED_THROUGH) {
            if (directory.equals(each)) {
                return true;
            }
        }
        return directory.startsWith("/home/") && directory.indexOf('/', "/home/".length()) == directory.length() - 1;
    }

    private static Optional<String> byContent(List<String> lines) {
        int last = Math.min(lines.size(), 400);
        for (int i = 0; i < last; i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("d-i ") || line.startsWith("#_preseed_V1")) {
                return Optional.of("preseed");
            }
            if (line.startsWith("rootpw ") || line.equals("%packages") || line.startsWith("%packages ")) {
                return Optional.of("kickstart");
            }
            if (line.equals("autoinstall:") || line.startsWith("#cloud-config")) {
                return Optional.of("autoinstall");
            }
            if (line.contains("yast2ns")) {
                return Optional.of("AutoYaST");
            }
            if (line.contains("urn:schemas-microsoft-com:unattend")) {
                return Optional.of("unattend");
            }
            if (line.contains("\"ignition\"")) {
                return Optional.of("ignition");
            }
        }
        return Optional.empty();
    }

    private static List<Answer> read(String format, GuestPath file, List<String> lines) {
        AnswerFormats reader = new AnswerFormats(format, file);
        switch (format) {
            case "kickstart" -> reader.kickstart(lines);
            case "preseed" -> reader.preseed(lines);
            case "debconf" -> reader.debconf(lines);
            case "AutoYaST", "unattend" -> reader.xml(lines);
            case "sysprep" -> reader.ini(lines);
            case "ignition", "Agama" -> reader.json(lines);
            default -> reader.yaml(lines);
        }
        return reader.answers();
    }
}
