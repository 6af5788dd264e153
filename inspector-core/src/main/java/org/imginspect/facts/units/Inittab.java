package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** {@code /etc/inittab} (inittab(5)); busybox' form has the terminal where the id stands. */
final class Inittab {
    static final GuestPath FILE = GuestPath.of("/etc/inittab");

    /**
     * One line.
     *
     * @param levels the run levels, empty text for all
     * @param line from 1
     */
    record Line(String id, String levels, String action, String process, int line) {
        /** Whether it runs something in this run level. */
        boolean runsIn(String level) {
            return switch (action) {
                case "sysinit", "boot", "bootwait" -> true;
                case "respawn", "wait", "once", "ondemand" -> levels.isEmpty() || levels.contains(level);
                default -> false;
            };
        }
    }

    private final List<Line> lines;

    private Inittab(List<Line> lines) {
        this.lines = lines;
    }

    /** The file; without lines if there is none. */
    static Inittab read(GuestTree tree) throws ImageException {
        List<String> text = tree.lines(FILE).orElse(List.of());
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < text.size(); i++) {
            String line = text.get(i).strip();
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            String[] fields = line.split(":", 4);
            if (fields.length == 4) {
                lines.add(new Line(fields[0], fields[1], fields[2], fields[3].strip(), i + 1));
            } else if (fields.length == 3 && fields[2].equals("initdefault")) {
                lines.add(new Line(fields[0], fields[1], fields[2], "", i + 1));
            }
        }
        return new Inittab(List.copyOf(lines));
    }

    List<Line> lines() {
        return lines;
    }

    /** The line that says which run level is the default. */
    Optional<Line> initdefault() {
        for (Line line : lines) {
            if (line.action().equals("initdefault") && !line.levels().isEmpty()) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /** The line that runs a login on a terminal in a run level. */
    Optional<Line> login(String terminal, String level) {
        for (Line line : lines) {
            if (line.runsIn(level) && isLogin(line.process()) && names(line, terminal)) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    private static boolean names(Line line, String terminal) {
        if (line.id().equals(terminal)) {
            return true; // busybox
        }
        for (String word : Wishes.words(line.process())) {
            if (word.equals(terminal) || word.equals("/dev/" + terminal)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a command line runs a getty, a login or a shell on a terminal. */
    static boolean isLogin(String process) {
        for (String word : Wishes.words(process)) {
            String name = word.substring(word.lastIndexOf('/') + 1);
            if (name.endsWith("getty") || name.equals("login") || name.equals("sulogin")) {
                return true;
            }
        }
        return false;
    }
}
