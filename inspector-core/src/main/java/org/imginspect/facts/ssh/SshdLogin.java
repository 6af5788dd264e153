package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.UnsupportedFeatureException;

/** What the settings of authentication together come to. */
public final class SshdLogin {
    private SshdLogin() {}

    /** Looks a keyword up for one kind of connection. */
    @FunctionalInterface
    public interface LookUp {
        /** The setting of a keyword. */
        SshdSetting of(String keyword) throws UnsupportedFeatureException;
    }

    /**
     * Whether a method alone lets somebody in: AuthenticationMethods has no demand, or a list without any other kind of method.
     *
     * @param method {@code password}, {@code keyboard-interactive} or {@code publickey}
     */
    public static boolean sufficesAlone(String method, SshdSetting authenticationMethods) {
        if (authenticationMethods.isNone() || authenticationMethods.word().equals("any")) {
            return true;
        }
        for (String list : authenticationMethods.values()) {
            boolean alone = true;
            boolean there = false;
            for (String each : list.toLowerCase(Locale.ROOT).split(",", -1)) {
                String name = each.indexOf(':') < 0 ? each : each.substring(0, each.indexOf(':'));
                there |= name.equals(method);
                // A password twice is still nothing but a password.
                alone &= name.equals(method) || (isPassword(name) && isPassword(method));
            }
            if (alone && there) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPassword(String method) {
        return method.equals("password") || method.equals("keyboard-interactive");
    }

    /**
     * The settings that let somebody in by a password and nothing else: PasswordAuthentication, and keyboard-interactive authentication where PAM
     * asks; none if nothing does.
     */
    public static List<SshdSetting> passwords(SshdConfig config, LookUp lookUp) throws UnsupportedFeatureException {
        List<SshdSetting> found = new ArrayList<>();
        SshdSetting methods = lookUp.of("authenticationmethods");
        SshdSetting password = lookUp.of("passwordauthentication");
        if (password.isOn() && sufficesAlone("password", methods)) {
            found.add(password);
        }
        keyboardInteractive(config, lookUp).ifPresent(found::add);
        return found;
    }

    /**
     * The setting that leaves keyboard-interactive authentication on, where PAM asks for a password and AuthenticationMethods does not ask for
     * more; empty if it is off. Without PAM sshd has nobody who asks.
     */
    public static Optional<SshdSetting> keyboardInteractive(SshdConfig config, LookUp lookUp)
            throws UnsupportedFeatureException {
        if (!config.global("usepam").isOn()
                || !sufficesAlone("keyboard-interactive", lookUp.of("authenticationmethods"))) {
            return Optional.empty();
        }
        SshdSetting own = lookUp.of("kbdinteractiveauthentication");
        if (!config.isOwnSwitch()) {
            return own.isOn() ? Optional.of(own) : Optional.empty();
        }
        // Before OpenSSH 8.7 the old switch puts the new one on, unless a Match block puts it off.
        SshdSetting old = config.global("challengeresponseauthentication");
        if (!old.isOn() || (own.block().isPresent() && !own.isOn())) {
            return Optional.empty();
        }
        return Optional.of(old);
    }

    /**
     * Whether DenyUsers, AllowUsers, DenyGroups and AllowGroups let an account in from some address. Where such a line stands in a Match block,
     * they do: it may take the place of those outside.
     *
     * @param groups the names of all groups that the account is in
     */
    public static boolean admits(SshdConfig config, String user, List<String> groups) {
        for (String keyword : new String[] {"denyusers", "allowusers", "denygroups", "allowgroups"}) {
            List<SshdStatement> statements = config.everywhere(keyword);
            boolean named = false;
            for (SshdStatement statement : statements) {
                if (!statement.isGlobal()) {
                    return true;
                }
                for (String pattern : statement.arguments()) {
                    named |= names(keyword, pattern, user, groups);
                }
            }
            if (keyword.startsWith("deny") ? named : !statements.isEmpty() && !named) {
                return false;
            }
        }
        return true;
    }

    /** {@code user@host} denies from that host only, and allows from there. */
    private static boolean names(String keyword, String pattern, String user, List<String> groups) {
        if (keyword.endsWith("groups")) {
            for (String group : groups) {
                if (SshdPatterns.matches(group, pattern)) {
                    return true;
                }
            }
            return false;
        }
        int at = pattern.lastIndexOf('@');
        return (at < 0 || keyword.startsWith("allow"))
                && SshdPatterns.matches(user, at < 0 ? pattern : pattern.substring(0, at));
    }
}
