package org.imginspect.facts.ssh;

import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;

/**
 * Where an OpenSSH server looks for keys. Without an sshd_config these are the built-in places.
 *
 * @param authorizedKeys the {@code AuthorizedKeysFile} patterns that are in force for some connection, tokens not expanded
 * @param hostKeys every {@code HostKey}, the built-in ones if none is configured
 */
public record SshdPaths(List<String> authorizedKeys, List<GuestPath> hostKeys) implements Fact {
    public SshdPaths {
        authorizedKeys = List.copyOf(authorizedKeys);
        hostKeys = List.copyOf(hostKeys);
    }

    /**
     * A pattern for one account: {@code %h}, {@code %u}, {@code %U} and {@code %%} expanded, a relative path below the home.
     *
     * @return empty if it is {@code none}, or the account has no home
     */
    public static Optional<GuestPath> expand(String pattern, Users.Account account) {
        if (pattern.equals("none") || account.home().isEmpty()) {
            return Optional.empty();
        }
        GuestPath home = account.home().get();
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%' || i + 1 == pattern.length()) {
                path.append(c);
                continue;
            }
            switch (pattern.charAt(++i)) {
                case 'h' -> path.append(home.text());
                case 'u' -> path.append(account.name());
                case 'U' -> path.append(account.uid());
                default -> path.append(pattern.charAt(i));
            }
        }
        String expanded = path.toString();
        if (expanded.indexOf('\0') >= 0 || expanded.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(expanded.startsWith("/") ? GuestPath.of(expanded) : home.resolve(expanded));
    }
}
