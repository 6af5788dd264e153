package org.imginspect.facts.users;

import java.util.Locale;

/** Which names copies of the account files have. */
final class CopyNames {
    private static final String[] FILES = {"shadow", "gshadow", "passwd", "group", "opasswd"};
    private static final String[] TEMPORARY = {"nshadow", "npasswd", "ngroup", "ptmp", "stmp", "gtmp", "master.passwd"};
    /** libuser's and the shadow suite's locks hold a process id. */
    private static final String LOCK = ".lock";

    private CopyNames() {}

    /** Whether this is the name of a copy where the account files themselves lie: {@code shadow-}, {@code passwd.bak}, {@code .shadow.swp}. */
    static boolean isCopy(String name) {
        for (String temporary : TEMPORARY) {
            if (name.equals(temporary)) {
                return true;
            }
        }
        if (name.endsWith(LOCK)) {
            return false;
        }
        String bare = name.startsWith(".") || name.startsWith("#") ? name.substring(1) : name;
        for (String file : FILES) {
            if (bare.startsWith(file)
                    && (bare.length() > file.length()
                            ? isSeparator(bare.charAt(file.length()))
                            : bare.length() < name.length())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a file elsewhere may be a copy: one of the words stands in its name by itself, as in {@code etc-shadow.20260101}. Password files of other
     * programs ({@code htpasswd}, {@code smbpasswd}) are not meant.
     */
    static boolean mayBeCopy(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String file : FILES) {
            for (int at = lower.indexOf(file); at >= 0; at = lower.indexOf(file, at + 1)) {
                int end = at + file.length();
                if ((at == 0 || isSeparator(lower.charAt(at - 1)))
                        && (end == lower.length() || isSeparator(lower.charAt(end)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSeparator(char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    }
}
