package org.imginspect.checks.services;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.os.OperatingSystem.Family;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags images that do not greet their owner with a message of their own. */
final class Motd implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "services.motd",
                    Area.SERVICES,
                    Level.ERROR,
                    "A message of the day tells what the image is",
                    "put an executable script 99-NAME into /etc/update-motd.d (elsewhere: a text into /etc/motd)")
            .onRequest();

    private static final GuestPath SCRIPTS = GuestPath.of("/etc/update-motd.d");
    private static final GuestPath TEXT = GuestPath.of("/etc/motd");
    private static final GuestPath TEXTS = GuestPath.of("/etc/motd.d");
    private static final GuestPath PAM = GuestPath.of("/etc/pam.d/sshd");

    /** What distributions put there themselves. */
    private static final List<String> STOCK = List.of(
            "The programs included with the Debian GNU/Linux system are free software",
            "Welcome to Alpine!",
            "Have a lot of fun...",
            "Activate the web console with: systemctl enable --now cockpit.socket");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<OperatingSystem> system = context.facts().find(OperatingSystem.class);
        if (system.isEmpty()) {
            return Verdict.notApplicable("the guest is no Linux distribution");
        }
        List<Finding> findings = new ArrayList<>();
        boolean text = hasText(context, findings);
        boolean debian = system.get().family() == Family.DEBIAN;
        boolean script = runsScripts(system.get()) && scripts(context, debian, findings);
        if (!script && !text) {
            findings.add(Finding.of(Level.WARNING, "there is no message of the day but the distribution's"));
        } else if (!script && debian) {
            findings.add(
                    Finding.of(Level.WARNING, "holds the message; no script in " + SCRIPTS + " begins with 99", TEXT));
        }
        if (debian && script && !isShown(context)) {
            findings.add(Finding.of(Level.WARNING, "does not have pam_motd show the message", PAM));
        }
        return Verdict.of(findings);
    }

    /** Whether /etc/motd or a file of /etc/motd.d has a text of the image's own. */
    private static boolean hasText(CheckContext context, List<Finding> findings) throws ImageException {
        List<GuestPath> files = new ArrayList<>(List.of(TEXT));
        for (GuestName name : context.tree().list(TEXTS)) {
            files.add(TEXTS.resolve(name));
        }
        boolean any = false;
        for (GuestPath file : files) {
            String text = context.tree().text(file).orElse("");
            boolean own = !text.isBlank() && STOCK.stream().noneMatch(text::contains);
            any |= own;
            if (own) {
                template(text, file, findings);
            }
        }
        return any;
    }

    /** Whether anything runs the directory's scripts: Debian's pam_motd, Amazon's update-motd. */
    private static boolean runsScripts(OperatingSystem system) {
        return switch (system.family()) {
            case DEBIAN, OTHER -> true;
            case RED_HAT -> system.id().equals("amzn");
            case SUSE, ALPINE, ARCH -> false;
        };
    }

    /** Whether a script of the image's own is there. */
    private static boolean scripts(CheckContext context, boolean debian, List<Finding> findings) throws ImageException {
        boolean any = false;
        for (GuestName name : context.tree().list(SCRIPTS)) {
            GuestPath file = SCRIPTS.resolve(name);
            Optional<Node> node = context.tree().stat(file);
            // Amazon Linux has the directory too, and takes scripts by any number.
            boolean candidate = name.text().startsWith("99") || (!debian && !isAmazons(name.text()));
            if (!candidate || node.isEmpty() || !node.get().isFile()) {
                continue;
            }
            any = true;
            String text = context.tree().text(file).orElse("");
            if ((node.get().permissions() & 0111) == 0) {
                findings.add(Finding.of(Level.WARNING, "is not executable, and so is not shown", file));
            } else if (debian && !isTakenByRunParts(name.text())) {
                findings.add(Finding.of(Level.WARNING, "is passed over by run-parts for its name", file));
            } else if (!text.startsWith("#!")) {
                findings.add(Finding.of(Level.WARNING, "does not begin with #!, so that it is not run", file));
            }
            template(text, file, findings);
        }
        return any;
    }

    private static boolean isAmazons(String name) {
        return name.equals("30-banner") || name.equals("70-available-updates") || name.startsWith("75-");
    }

    /** The template of DigitalOcean's own images, forgotten. */
    private static void template(String text, GuestPath file, List<Finding> findings) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("digitalocean's 1-click lamp")
                || lower.contains("digitalocean's 1-click lemp")
                || lower.contains("digitalocean's one-click lamp")
                || lower.contains("digitalocean's one-click lemp")) {
            findings.add(Finding.of(Level.ERROR, "greets for DigitalOcean's own LAMP or LEMP image", file));
        }
    }

    private static boolean isShown(CheckContext context) throws ImageException {
        for (String line : context.tree().lines(PAM).orElse(List.of())) {
            if (line.contains("pam_motd.so") && !line.strip().startsWith("#")) {
                return true;
            }
        }
        return false;
    }

    /** run-parts(8) with {@code --lsbsysinit}, as pam_motd calls it. */
    static boolean isTakenByRunParts(String name) {
        if (name.endsWith(".dpkg-old")
                || name.endsWith(".dpkg-dist")
                || name.endsWith(".dpkg-new")
                || name.endsWith(".dpkg-tmp")) {
            return false;
        }
        // Those that the Standard gives to distributions begin with a letter or digit; capitals and underscores are in
        // none.
        boolean plain = !name.startsWith("-");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            plain &= c == '-' || (isWord(c) && c != '_');
        }
        return plain || isHierarchical(name);
    }

    /** {@code ^_?([a-z0-9_.]+-)+[a-z0-9]+$}: the names that the Linux Standard Base gives to makers. */
    private static boolean isHierarchical(String name) {
        int last = name.lastIndexOf('-');
        if (last <= 0 || last == name.length() - 1) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean inside = isWord(c) || c == '.' || (c == '-' && i > 0 && name.charAt(i - 1) != '-');
            if (i > last ? !isWord(c) || c == '_' : !inside) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
}
