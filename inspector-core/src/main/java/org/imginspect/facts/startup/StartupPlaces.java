package org.imginspect.facts.startup;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.facts.startup.StartupFile.Kind;
import org.imginspect.guest.GuestPath;

/** Tells by its path what a file makes the machine do. */
final class StartupPlaces {
    /** Directories whose files are read, and none below. */
    private static final Map<String, Kind> DIRECTORIES = Map.ofEntries(
            Map.entry("/etc/cron.d", Kind.SYSTEM_CRONTAB),
            Map.entry("/var/spool/cron", Kind.USER_CRONTAB),
            Map.entry("/var/spool/cron/crontabs", Kind.USER_CRONTAB),
            Map.entry("/var/spool/cron/tabs", Kind.USER_CRONTAB),
            Map.entry("/etc/crontabs", Kind.USER_CRONTAB),
            Map.entry("/var/spool/at", Kind.AT_JOB),
            Map.entry("/var/spool/atjobs", Kind.AT_JOB),
            Map.entry("/var/spool/cron/atjobs", Kind.AT_JOB),
            Map.entry("/etc/cron.hourly", Kind.SCRIPT),
            Map.entry("/etc/cron.daily", Kind.SCRIPT),
            Map.entry("/etc/cron.weekly", Kind.SCRIPT),
            Map.entry("/etc/cron.monthly", Kind.SCRIPT),
            Map.entry("/etc/cron.yearly", Kind.SCRIPT),
            Map.entry("/etc/periodic/15min", Kind.SCRIPT),
            Map.entry("/etc/periodic/hourly", Kind.SCRIPT),
            Map.entry("/etc/periodic/daily", Kind.SCRIPT),
            Map.entry("/etc/periodic/weekly", Kind.SCRIPT),
            Map.entry("/etc/periodic/monthly", Kind.SCRIPT),
            Map.entry("/etc/init.d", Kind.SCRIPT),
            Map.entry("/etc/rc.d", Kind.SCRIPT),
            Map.entry("/etc/rc.d/init.d", Kind.SCRIPT),
            Map.entry("/etc/init", Kind.SCRIPT),
            Map.entry("/etc/local.d", Kind.SCRIPT),
            Map.entry("/etc/conf.d", Kind.SCRIPT),
            Map.entry("/etc/default", Kind.SCRIPT),
            Map.entry("/etc/sysconfig", Kind.SCRIPT),
            Map.entry("/etc/update-motd.d", Kind.SCRIPT),
            Map.entry("/etc/profile.d", Kind.PROFILE),
            Map.entry("/etc/zsh", Kind.PROFILE),
            Map.entry("/etc/fish/conf.d", Kind.PROFILE),
            Map.entry("/etc/environment.d", Kind.ENVIRONMENT),
            Map.entry("/usr/lib/environment.d", Kind.ENVIRONMENT),
            Map.entry("/etc/pam.d", Kind.PAM),
            Map.entry("/etc/udev/rules.d", Kind.UDEV),
            Map.entry("/usr/lib/udev/rules.d", Kind.UDEV),
            Map.entry("/lib/udev/rules.d", Kind.UDEV),
            Map.entry("/etc/apt/apt.conf.d", Kind.APT),
            Map.entry("/etc/dpkg/dpkg.cfg.d", Kind.DPKG),
            Map.entry("/etc/modprobe.d", Kind.MODPROBE),
            Map.entry("/usr/lib/modprobe.d", Kind.MODPROBE),
            Map.entry("/lib/modprobe.d", Kind.MODPROBE),
            Map.entry("/etc/modules-load.d", Kind.MODULES),
            Map.entry("/usr/lib/modules-load.d", Kind.MODULES),
            Map.entry("/lib/modules-load.d", Kind.MODULES),
            Map.entry("/etc/systemd/system.conf.d", Kind.MANAGER),
            Map.entry("/etc/systemd/user.conf.d", Kind.MANAGER),
            Map.entry("/etc/xdg/autostart", Kind.DESKTOP),
            Map.entry("/etc/acpi/events", Kind.SCRIPT),
            Map.entry("/etc/logrotate.d", Kind.SCRIPT),
            Map.entry("/etc/xinetd.d", Kind.SCRIPT),
            Map.entry("/etc/incron.d", Kind.SCRIPT),
            Map.entry("/etc/network", Kind.SCRIPT),
            Map.entry("/etc/network/interfaces.d", Kind.SCRIPT),
            Map.entry("/etc/network/if-up.d", Kind.SCRIPT),
            Map.entry("/etc/network/if-pre-up.d", Kind.SCRIPT),
            Map.entry("/etc/network/if-down.d", Kind.SCRIPT),
            Map.entry("/etc/network/if-post-down.d", Kind.SCRIPT),
            Map.entry("/etc/ppp/ip-up.d", Kind.SCRIPT),
            Map.entry("/etc/dhcp/dhclient-enter-hooks.d", Kind.SCRIPT),
            Map.entry("/etc/dhcp/dhclient-exit-hooks.d", Kind.SCRIPT),
            Map.entry("/etc/kernel/postinst.d", Kind.SCRIPT),
            Map.entry("/etc/yum/post-actions", Kind.SCRIPT),
            Map.entry("/etc/dnf/plugins/post-transaction-actions.d", Kind.SCRIPT),
            Map.entry("/etc/dnf/libdnf5-plugins/actions.d", Kind.SCRIPT),
            Map.entry("/usr/lib/yum-plugins", Kind.SCRIPT),
            Map.entry("/var/lib/cloud/scripts/per-boot", Kind.SCRIPT),
            Map.entry("/var/lib/cloud/scripts/per-instance", Kind.SCRIPT),
            Map.entry("/var/lib/cloud/scripts/per-once", Kind.SCRIPT));

    private static final Map<String, Kind> FILES = Map.ofEntries(
            Map.entry("/etc/crontab", Kind.SYSTEM_CRONTAB),
            Map.entry("/etc/anacrontab", Kind.ANACRONTAB),
            Map.entry("/etc/rc.local", Kind.SCRIPT),
            Map.entry("/etc/inittab", Kind.INITTAB),
            Map.entry("/etc/inetd.conf", Kind.SCRIPT),
            Map.entry("/etc/ssh/sshrc", Kind.SCRIPT),
            Map.entry("/etc/logrotate.conf", Kind.SCRIPT),
            Map.entry("/etc/profile", Kind.PROFILE),
            Map.entry("/etc/profile.local", Kind.PROFILE),
            Map.entry("/etc/bash.bashrc", Kind.PROFILE),
            Map.entry("/etc/bash.bashrc.local", Kind.PROFILE),
            Map.entry("/etc/bash.bash_logout", Kind.PROFILE),
            Map.entry("/etc/bashrc", Kind.PROFILE),
            Map.entry("/etc/zshrc", Kind.PROFILE),
            Map.entry("/etc/zshenv", Kind.PROFILE),
            Map.entry("/etc/zprofile", Kind.PROFILE),
            Map.entry("/etc/csh.cshrc", Kind.PROFILE),
            Map.entry("/etc/csh.login", Kind.PROFILE),
            Map.entry("/etc/fish/config.fish", Kind.PROFILE),
            Map.entry("/etc/environment", Kind.ENVIRONMENT),
            Map.entry("/etc/security/pam_env.conf", Kind.PAM_ENVIRONMENT),
            Map.entry("/etc/pam.conf", Kind.PAM),
            Map.entry("/etc/apt/apt.conf", Kind.APT),
            Map.entry("/etc/dpkg/dpkg.cfg", Kind.DPKG),
            Map.entry("/etc/modprobe.conf", Kind.MODPROBE),
            Map.entry("/etc/modules", Kind.MODULES),
            Map.entry("/etc/systemd/system.conf", Kind.MANAGER),
            Map.entry("/etc/systemd/user.conf", Kind.MANAGER));

    /** In a home. */
    private static final Map<String, Kind> OF_HOMES = Map.ofEntries(
            Map.entry("/.bashrc", Kind.PROFILE),
            Map.entry("/.bash_profile", Kind.PROFILE),
            Map.entry("/.bash_login", Kind.PROFILE),
            Map.entry("/.bash_logout", Kind.PROFILE),
            Map.entry("/.bash_aliases", Kind.PROFILE),
            Map.entry("/.profile", Kind.PROFILE),
            Map.entry("/.zshrc", Kind.PROFILE),
            Map.entry("/.zshenv", Kind.PROFILE),
            Map.entry("/.zprofile", Kind.PROFILE),
            Map.entry("/.zlogin", Kind.PROFILE),
            Map.entry("/.kshrc", Kind.PROFILE),
            Map.entry("/.cshrc", Kind.PROFILE),
            Map.entry("/.tcshrc", Kind.PROFILE),
            Map.entry("/.login", Kind.PROFILE),
            Map.entry("/.xprofile", Kind.PROFILE),
            Map.entry("/.xsession", Kind.PROFILE),
            Map.entry("/.config/fish/config.fish", Kind.PROFILE),
            Map.entry("/.ssh/rc", Kind.SCRIPT),
            Map.entry("/.ssh/environment", Kind.ENVIRONMENT),
            Map.entry("/.pam_environment", Kind.PAM_ENVIRONMENT));

    /** Below these, at any depth. */
    private static final String[] DEEP = {
        "/etc/NetworkManager/dispatcher.d/",
        "/usr/lib/NetworkManager/dispatcher.d/",
        "/etc/networkd-dispatcher/",
        "/etc/initramfs-tools/hooks/",
        "/etc/initramfs-tools/scripts/",
        "/usr/lib/systemd/system-sleep/",
        "/usr/lib/systemd/system-shutdown/",
        "/lib/systemd/system-sleep/",
        "/lib/systemd/system-shutdown/"
    };

    private static final Set<String> UNITS = Set.of(
            ".service", ".socket", ".timer", ".path", ".mount", ".automount", ".swap", ".target", ".slice", ".conf");

    /** Whose entries everybody could change if they or their files were open to all. */
    static final String[] GUARDED = {
        "/etc/systemd/system",
        "/usr/local/lib/systemd/system",
        "/usr/lib/systemd/system",
        "/lib/systemd/system",
        "/etc/systemd/system-generators",
        "/usr/lib/systemd/system-generators",
        "/etc/cron.d",
        "/etc/cron.hourly",
        "/etc/cron.daily",
        "/etc/cron.weekly",
        "/etc/cron.monthly",
        "/etc/periodic/15min",
        "/etc/periodic/hourly",
        "/etc/periodic/daily",
        "/etc/crontabs",
        "/var/spool/cron/crontabs",
        "/var/spool/cron/tabs",
        "/var/spool/cron",
        "/etc/init.d",
        "/etc/rc.d",
        "/etc/rc.d/init.d",
        "/etc/init",
        "/etc/local.d",
        "/etc/profile.d",
        "/etc/pam.d",
        "/etc/udev/rules.d",
        "/etc/apt/apt.conf.d",
        "/etc/modprobe.d",
        "/etc/modules-load.d",
        "/etc/update-motd.d",
        "/etc/NetworkManager/dispatcher.d",
        "/etc/ld.so.conf.d"
    };

    /** Files of the same kind that lie in no such directory. */
    static final String[] GUARDED_FILES = {
        "/etc/crontab",
        "/etc/anacrontab",
        "/etc/rc.local",
        "/etc/inittab",
        "/etc/profile",
        "/etc/bash.bashrc",
        "/etc/bashrc",
        "/etc/environment",
        "/etc/ld.so.preload",
        "/etc/ld.so.conf",
        "/etc/modules",
        "/root/.bashrc",
        "/root/.profile",
        "/root/.bash_profile"
    };

    private StartupPlaces() {}

    /**
     * What a file is; empty if nothing reads it by itself.
     *
     * @param homes of the accounts
     */
    static Optional<Kind> kind(GuestPath path, Set<GuestPath> homes) {
        String text = path.text();
        Kind known = FILES.get(text);
        if (known != null) {
            return Optional.of(known);
        }
        int slash = text.lastIndexOf('/');
        String directory = text.substring(0, slash);
        String name = text.substring(slash + 1);
        known = DIRECTORIES.get(directory);
        if (known != null) {
            return isRead(known, name) ? Optional.of(known) : Optional.empty();
        }
        if (text.contains("/systemd/")) {
            Optional<Kind> systemd = systemd(text, name);
            if (systemd.isPresent()) {
                return systemd;
            }
        }
        if (directory.endsWith("/security") && name.startsWith("pam_") && name.endsWith(".so")) {
            return Optional.of(Kind.PAM_MODULE);
        }
        if (text.contains("/.git/hooks/") || text.startsWith("/var/spool/cron/lastrun")) {
            return name.endsWith(".sample") || !text.contains("/.git/hooks/")
                    ? Optional.empty()
                    : Optional.of(Kind.SCRIPT);
        }
        for (String deep : DEEP) {
            if (text.startsWith(deep)) {
                return Optional.of(Kind.SCRIPT);
            }
        }
        return ofHome(path, homes);
    }

    private static Optional<Kind> systemd(String text, String name) {
        if (text.contains("-generators/")) {
            return Optional.of(Kind.GENERATOR);
        }
        int dot = name.lastIndexOf('.');
        boolean unit = dot > 0 && UNITS.contains(name.substring(dot));
        boolean place = text.startsWith("/etc/systemd/system")
                || text.startsWith("/etc/systemd/user/")
                || text.startsWith("/usr/lib/systemd/system/")
                || text.startsWith("/usr/lib/systemd/user/")
                || text.startsWith("/lib/systemd/system/")
                || text.startsWith("/usr/local/lib/systemd/")
                || text.contains("/.config/systemd/user/");
        return unit && place ? Optional.of(Kind.UNIT) : Optional.empty();
    }

    private static Optional<Kind> ofHome(GuestPath path, Set<GuestPath> homes) {
        for (Optional<GuestPath> above = path.parent();
                above.isPresent() && !above.get().isRoot();
                above = above.get().parent()) {
            if (!homes.contains(above.get())) {
                continue;
            }
            String rest = path.below(above.get()).text();
            Kind known = OF_HOMES.get(rest);
            if (known != null) {
                return Optional.of(known);
            }
            if (rest.startsWith("/.config/autostart/") && rest.endsWith(".desktop")) {
                return Optional.of(Kind.DESKTOP);
            }
            if (rest.startsWith("/.config/environment.d/") && rest.endsWith(".conf")) {
                return Optional.of(Kind.ENVIRONMENT);
            }
        }
        return Optional.empty();
    }

    private static boolean isRead(Kind kind, String name) {
        return switch (kind) {
            case AT_JOB -> !name.startsWith(".");
            case UDEV -> name.endsWith(".rules");
            case MODPROBE, MODULES, ENVIRONMENT, MANAGER -> name.endsWith(".conf");
            case DESKTOP -> name.endsWith(".desktop");
            case USER_CRONTAB -> !name.startsWith(".") && !name.equals("cron.allow") && !name.equals("cron.deny");
            default -> !name.startsWith(".") && !name.endsWith("~");
        };
    }
}
