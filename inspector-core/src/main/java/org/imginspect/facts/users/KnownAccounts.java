package org.imginspect.facts.users;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.facts.packages.Packages;

/** The built-in list of system accounts with the packages that make them. */
final class KnownAccounts {
    private static final String LIST = "system-accounts.tsv";
    private static final int MOST_BYTES = 1 << 20;
    private static final int SHORTEST_NAME = 3;
    private static final String EVERYWHERE = "*";

    private final Map<String, List<String>> packages = new HashMap<>();

    KnownAccounts() {
        try (InputStream list = KnownAccounts.class.getResourceAsStream(LIST)) {
            if (list == null) {
                throw new IllegalStateException("no " + LIST);
            }
            for (String line : new String(list.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).split("\n", -1)) {
                int tab = line.indexOf('\t');
                if (tab > 0 && line.charAt(0) != '#') {
                    packages.put(
                            line.substring(0, tab),
                            List.of(line.substring(tab + 1).split(",", -1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(LIST, e);
        }
    }

    /** Whether every installation has it. */
    boolean isBase(String account) {
        return makers(account).contains(EVERYWHERE);
    }

    /** The packages that are known to make it, {@code *} at the end standing for anything; none if it is not on the list. */
    List<String> makers(String account) {
        return packages.getOrDefault(account, List.of());
    }

    /** An installed package that makes it: one on the list, or one whose name is the account's or begins with it and a hyphen. */
    Optional<String> installed(String account, Packages installed) {
        String name = account.startsWith("_") ? account.substring(1) : account;
        for (Packages.Entry each : installed.installed()) {
            for (String maker : makers(account)) {
                if (maker.endsWith("*")
                        ? each.name().startsWith(maker.substring(0, maker.length() - 1))
                        : each.name().equals(maker)) {
                    return Optional.of(each.name());
                }
            }
            if (name.length() >= SHORTEST_NAME
                    && (each.name().equals(name) || each.name().startsWith(name + "-"))) {
                return Optional.of(each.name());
            }
        }
        return Optional.empty();
    }
}
