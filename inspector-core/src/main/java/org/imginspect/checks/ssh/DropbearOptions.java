package org.imginspect.checks.ssh;

import org.imginspect.facts.ssh.SshServers;

/** The switches on dropbear's command line: dropbear(8). */
final class DropbearOptions {
    private static final String WITH_VALUE = "bdrpWKIPTcDGA";

    private DropbearOptions() {}

    /** Whether a switch is given, alone or with others behind one hyphen. */
    static boolean has(SshServers.Server server, char letter) {
        boolean value = false;
        for (String option : server.options()) {
            if (value) {
                value = false;
                continue;
            }
            if (!option.startsWith("-")) {
                continue;
            }
            for (int i = 1; i < option.length(); i++) {
                if (option.charAt(i) == letter) {
                    return true;
                }
                if (WITH_VALUE.indexOf(option.charAt(i)) >= 0) {
                    value = i + 1 == option.length();
                    break;
                }
            }
        }
        return false;
    }
}
