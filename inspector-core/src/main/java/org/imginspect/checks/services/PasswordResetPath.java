package org.imginspect.checks.services;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.InitSystem;
import org.imginspect.facts.units.Setting;
import org.imginspect.facts.units.Start;
import org.imginspect.facts.units.UnitFile;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Flags images that a cloud's console cannot switch off, or into which nobody gets with a new password. */
final class PasswordResetPath implements Check {
    private static final Parameter PARTS = Parameter.parts(
            "parts",
            "what is asked for: the power button, a way to log in, a place for a new password",
            "power",
            "login",
            "password");

    private static final CheckInfo INFO = new CheckInfo(
                    "services.password-reset-path",
                    Area.SERVICES,
                    Level.ERROR,
                    "The machine obeys the power button, and a new password lets its owner in",
                    "systemctl unmask getty@tty1 systemd-logind; remove HandlePowerKey=ignore; install the PAM modules that /etc/pam.d names")
            .with(PARTS);

    private static final GuestPath LOGIND = GuestPath.of("/etc/systemd/logind.conf");
    private static final GuestPath SHADOW = GuestPath.of("/etc/shadow");

    private static final GuestPath[] PASSWD = {
        GuestPath.of("/usr/bin/passwd"), GuestPath.of("/bin/passwd"), GuestPath.of("/usr/sbin/chpasswd")
    };
    private static final GuestPath[] ARM_LINKERS = {
        GuestPath.of("/usr/lib/ld-linux-aarch64.so.1"),
        GuestPath.of("/lib/ld-linux-aarch64.so.1"),
        GuestPath.of("/lib/ld-musl-aarch64.so.1")
    };

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<BootServices> services = context.facts().find(BootServices.class);
        if (services.isEmpty()) {
            return Verdict.notApplicable("no init system is installed");
        }
        List<String> parts = context.params().list(PARTS);
        List<Finding> findings = new ArrayList<>();
        if (parts.contains("power")) {
            power(context.tree(), services.get(), findings);
        }
        if (parts.contains("login")) {
            logins(context.tree(), services.get(), findings);
        }
        if (parts.contains("password")) {
            password(context, findings);
        }
        return Verdict.of(findings);
    }

    private static void password(CheckContext context, List<Finding> findings) throws ImageException {
        if (!context.tree().exists(SHADOW)) {
            findings.add(Finding.of(Level.ERROR, "there is nowhere to keep a password: it is not there", SHADOW));
        }
        boolean passwd = false;
        for (GuestPath program : PASSWD) {
            passwd |= context.tree().exists(program);
        }
        if (!passwd) {
            findings.add(Finding.of(Level.WARNING, "neither passwd nor chpasswd is installed"));
        }
        new PamServices(context.tree()).check(findings);
    }

    /** The power button is ACPI's: logind or acpid has to answer it. */
    private static void power(GuestTree tree, BootServices services, List<Finding> findings) throws ImageException {
        Start acpid = services.startsAnyOf("acpid.service", "acpid.socket", "acpid.path");
        if (acpid.when() != Start.When.NEVER) {
            return;
        }
        if (services.init() != InitSystem.SYSTEMD) {
            findings.add(new Finding(
                    Level.WARNING, "nothing answers the power button: " + acpid.why(), acpid.because(), acpid.line()));
            return;
        }
        Start logind = services.start("systemd-logind.service");
        if (logind.when() == Start.When.NEVER) {
            findings.add(new Finding(
                    Level.WARNING,
                    "nothing answers the power button: " + logind.why(),
                    logind.because(),
                    logind.line()));
            return;
        }
        Optional<Setting> key = powerKey(tree);
        if (key.isPresent() && key.get().value().equals("ignore")) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "the power button is not answered: HandlePowerKey=ignore",
                    key.get().file(),
                    key.get().line()));
        }
    }

    /** The last assignment of logind.conf and its drop-ins (logind.conf(5)). */
    private static Optional<Setting> powerKey(GuestTree tree) throws ImageException {
        java.util.TreeMap<String, GuestPath> dropIns = new java.util.TreeMap<>();
        for (String directory : new String[] {
            "/etc/systemd/logind.conf.d", "/usr/local/lib/systemd/logind.conf.d", "/usr/lib/systemd/logind.conf.d"
        }) {
            for (GuestPath file : tree.glob(directory + "/*.conf")) {
                dropIns.putIfAbsent(file.name().text(), file);
            }
        }
        List<GuestPath> files = new ArrayList<>(List.of(LOGIND));
        files.addAll(dropIns.values());
        Optional<Setting> last = Optional.empty();
        for (GuestPath file : files) {
            Optional<UnitFile> parsed = UnitFile.read(tree, file);
            Optional<Setting> here =
                    parsed.isPresent() ? parsed.get().last("Login", "HandlePowerKey") : Optional.empty();
            last = here.isPresent() ? here : last;
        }
        return last;
    }

    /** The screen of the cloud's console, the serial port, SSH: with none of them nobody gets in. */
    private static void logins(GuestTree tree, BootServices services, List<Finding> findings) throws ImageException {
        Start screen = services.login("tty1");
        if (screen.atBoot()) {
            return;
        }
        boolean arm = false;
        for (GuestPath linker : ARM_LINKERS) {
            arm |= tree.exists(linker);
        }
        Start serial = services.login(arm ? "ttyAMA0" : "ttyS0");
        Start ssh = services.startsAnyOf(
                "ssh.service", "sshd.service", "ssh.socket", "sshd.socket", "dropbear.service", "dropbear.socket");
        boolean none = !serial.atBoot() && ssh.when() == Start.When.NEVER;
        findings.add(new Finding(
                none ? Level.ERROR : Level.WARNING,
                "no login on the screen of the console" + (none ? ", nor on the serial port, nor by SSH" : "") + ": "
                        + screen.why(),
                screen.because(),
                screen.line()));
    }
}
