package org.imginspect.facts.startup;

import org.imginspect.guest.GuestPath;

/**
 * A file that makes the machine run something.
 *
 * @param path without links
 * @param owned whether a package brought it, as its configuration
 */
public record StartupFile(Kind kind, GuestPath path, boolean owned) {
    /** In which form it says what. */
    public enum Kind {
        /** crontab(5) with a user in the sixth field. */
        SYSTEM_CRONTAB,
        /** crontab(5) without. */
        USER_CRONTAB,
        ANACRONTAB,
        AT_JOB,
        UNIT,
        /** Makes units; any program. */
        GENERATOR,
        /** {@code system.conf} of systemd. */
        MANAGER,
        INITTAB,
        /** A shell script, or something whose lines are commands. */
        SCRIPT,
        /** Read by shells when somebody logs in. */
        PROFILE,
        /** Lines of {@code NAME=value}. */
        ENVIRONMENT,
        /** pam_env.conf(5). */
        PAM_ENVIRONMENT,
        PAM,
        PAM_MODULE,
        UDEV,
        /** apt.conf(5). */
        APT,
        DPKG,
        MODPROBE,
        /** modules-load.d(5). */
        MODULES,
        /** An entry of a desktop, with {@code Exec=}. */
        DESKTOP
    }
}
