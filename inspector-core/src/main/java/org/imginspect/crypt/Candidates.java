package org.imginspect.crypt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is tried against an account's hash, the likeliest first: nothing, its name, what vendors give an account of that name, its name with what people
 * add to it, and what is tried first against any account.
 */
final class Candidates {
    private static final String LIST = "default-passwords.tsv";
    private static final int MOST_BYTES = 1 << 20;
    private static final int LONGEST_NAME = 64;
    private static final String ANY = "*";
    private static final String[] ADDED = {
        "1", "12", "123", "1234", "12345", "123456", "!", "@123", "#123", "123!", "@1234"
    };

    private final Map<String, List<String>> byAccount = new LinkedHashMap<>();

    /** Reads the built-in list. */
    Candidates() {
        try (InputStream list = Candidates.class.getResourceAsStream(LIST)) {
            if (list == null) {
                throw new IllegalStateException("no " + LIST);
            }
            for (String line : new String(list.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isEmpty() && line.charAt(0) != '#') {
                    int first = line.indexOf('\t');
                    int second = line.indexOf('\t', first + 1);
                    byAccount
                            .computeIfAbsent(line.substring(0, first), any -> new ArrayList<>())
                            .add(line.substring(first + 1, second));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(LIST, e);
        }
    }

    /** Each password once. */
    List<Candidate> of(String account) {
        Map<String, Guess.Kind> found = new LinkedHashMap<>();
        found.put("", Guess.Kind.EMPTY);
        boolean named = !account.isEmpty() && account.length() <= LONGEST_NAME && account.indexOf('\0') < 0;
        if (named) {
            found.put(account, Guess.Kind.NAME);
        }
        for (String password : byAccount.getOrDefault(account, List.of())) {
            found.putIfAbsent(password, Guess.Kind.VENDOR);
        }
        if (named) {
            for (String variant : variants(account)) {
                found.putIfAbsent(variant, Guess.Kind.NAME);
            }
        }
        for (String password : byAccount.getOrDefault(ANY, List.of())) {
            found.putIfAbsent(password, Guess.Kind.COMMON);
        }
        List<Candidate> candidates = new ArrayList<>();
        found.forEach((password, kind) -> candidates.add(new Candidate(password, kind)));
        return candidates;
    }

    private static List<String> variants(String account) {
        String capital = account.substring(0, 1).toUpperCase(Locale.ROOT) + account.substring(1);
        List<String> variants = new ArrayList<>();
        variants.add(new StringBuilder(account).reverse().toString());
        for (String added : ADDED) {
            variants.add(account + added);
        }
        variants.add(capital);
        variants.add(capital + "123");
        variants.add(capital + "@123");
        variants.add(capital + "123!");
        variants.add(account.toUpperCase(Locale.ROOT));
        variants.add(account + account);
        variants.add(account + "pass");
        variants.add(account + "password");
        return variants;
    }
}
