package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;

/** sshd's options as getopt(3) cuts them: sshd(8). */
final class SshdCommandLine {
    private static final String WITH_VALUE = "CEbcfghkopu";

    private final List<Word> settings = new ArrayList<>();
    private final List<Word> ports = new ArrayList<>();
    private final List<Word> hostKeys = new ArrayList<>();
    private Optional<GuestPath> config = Optional.empty();
    private boolean oneConnection;

    SshdCommandLine(List<Word> words) throws UnsupportedFeatureException {
        for (int i = 0; i < words.size(); i++) {
            String text = words.get(i).text();
            if (text.length() < 2 || text.charAt(0) != '-' || text.equals("--")) {
                return; // sshd refuses what is no option.
            }
            for (int j = 1; j < text.length(); j++) {
                char letter = text.charAt(j);
                if (WITH_VALUE.indexOf(letter) < 0) {
                    oneConnection |= letter == 'i';
                    continue;
                }
                Word word = words.get(i);
                if (j + 1 < text.length()) {
                    option(letter, new Word(text.substring(j + 1), word.file(), word.line()));
                } else if (i + 1 < words.size()) {
                    option(letter, words.get(++i));
                }
                break;
            }
        }
    }

    private void option(char letter, Word value) throws UnsupportedFeatureException {
        switch (letter) {
            case 'o' -> settings.add(value);
            case 'p' -> ports.add(value);
            case 'h' -> hostKeys.add(value);
            case 'g' -> settings.add(new Word("LoginGraceTime=" + value.text(), value.file(), value.line()));
            case 'f' -> {
                if (!value.text().startsWith("/") || value.text().indexOf('\0') >= 0) {
                    throw new UnsupportedFeatureException(
                            "sshd is told to read " + value.text() + ", which is no absolute path",
                            value.file().toString());
                }
                config = Optional.of(GuestPath.of(value.text()));
            }
            default -> {
                // Where it logs, and the like.
            }
        }
    }

    /** What stands behind each {@code -o}. */
    List<Word> settings() {
        return settings;
    }

    /** What stands behind each {@code -p}: then the configuration's ports do not count. */
    List<Word> ports() {
        return ports;
    }

    /** What stands behind each {@code -h}. */
    List<Word> hostKeys() {
        return hostKeys;
    }

    /** What stands behind {@code -f}. */
    Optional<GuestPath> config() {
        return config;
    }

    /** Whether it serves one connection that somebody else took: {@code -i}. */
    boolean oneConnection() {
        return oneConnection;
    }
}
