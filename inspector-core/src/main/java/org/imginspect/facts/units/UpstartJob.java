package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * One job of upstart (init(5)), its override put over it.
 *
 * @param startOn the words of {@code start on}; none if it has none, or is manual
 * @param file where {@code start on} or {@code manual} is written; the job's file if neither is
 * @param line of it, from 1; 0 if neither is written
 * @param emits events that the job says it emits
 * @param task whether it ends by itself
 * @param commands what it runs: {@code exec} of the section {@code Job}, and the lines of its scripts as {@code script}
 */
record UpstartJob(
        String name,
        GuestPath conf,
        List<String> startOn,
        boolean manual,
        GuestPath file,
        int line,
        List<String> emits,
        boolean task,
        List<Setting> commands) {

    /** The job of a file and its override; empty if the file is absent. */
    static Optional<UpstartJob> read(GuestTree tree, String name, GuestPath conf) throws ImageException {
        Optional<List<String>> lines = tree.lines(conf);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Parser parser = new Parser(conf);
        parser.parse(conf, lines.get());
        GuestPath override =
                conf.parent().orElseThrow().resolve(conf.name().text().replaceAll("\\.conf$", "") + ".override");
        Optional<List<String>> over = tree.lines(override);
        if (over.isPresent()) {
            parser.parse(override, over.get());
        }
        return Optional.of(parser.job(name, conf));
    }

    private static final class Parser {
        private List<String> startOn = List.of();
        private boolean manual;
        private GuestPath file;
        private int line;
        private final List<String> emits = new ArrayList<>();
        private boolean task;
        private final List<Setting> commands = new ArrayList<>();

        Parser(GuestPath conf) {
            this.file = conf;
        }

        void parse(GuestPath from, List<String> lines) {
            String script = "";
            for (int i = 0; i < lines.size(); i++) {
                String text = lines.get(i).strip();
                if (!script.isEmpty()) {
                    if (text.equals("end script")) {
                        script = "";
                    } else {
                        commands.add(new Setting("Job", "script", text, from, i + 1));
                    }
                    continue;
                }
                int number = i + 1;
                StringBuilder whole = new StringBuilder(uncommented(text));
                // A stanza goes on behind a backslash and inside brackets.
                while ((endsOpen(whole) || depth(whole) > 0) && i + 1 < lines.size()) {
                    if (endsOpen(whole)) {
                        whole.setLength(whole.length() - 1);
                    }
                    whole.append(' ').append(uncommented(lines.get(++i).strip()));
                }
                String stanza = whole.toString();
                List<String> words = tokens(stanza);
                if (words.isEmpty()) {
                    continue;
                }
                switch (words.get(0)) {
                    case "start" -> {
                        if (words.size() > 2 && words.get(1).equals("on")) {
                            startOn = List.copyOf(words.subList(2, words.size()));
                            manual = false;
                            file = from;
                            line = number;
                        }
                    }
                    case "manual" -> {
                        startOn = List.of();
                        manual = true;
                        file = from;
                        line = number;
                    }
                    case "emits" -> emits.addAll(words.subList(1, words.size()));
                    case "task" -> task = true;
                    case "respawn" -> commands.add(new Setting("Job", "respawn", stanza, from, number));
                    case "exec" ->
                        commands.add(new Setting(
                                "Job", "exec", stanza.substring("exec".length()).strip(), from, number));
                    case "script" -> script = "script";
                    case "pre-start", "post-start", "pre-stop", "post-stop" -> {
                        if (words.size() > 1 && words.get(1).equals("script")) {
                            script = words.get(0);
                        } else if (words.size() > 1 && words.get(1).equals("exec")) {
                            commands.add(new Setting(
                                    "Job",
                                    "script",
                                    stanza.substring(stanza.indexOf("exec") + 4).strip(),
                                    from,
                                    number));
                        }
                    }
                    default -> {
                        // Limits, texts, respawning: nothing that starts the job.
                    }
                }
            }
        }

        private static boolean endsOpen(CharSequence text) {
            return text.length() > 0 && text.charAt(text.length() - 1) == '\\';
        }

        private static int depth(CharSequence text) {
            int depth = 0;
            for (int i = 0; i < text.length(); i++) {
                depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            }
            // Brackets count in start on and stop on only.
            String begin = text.toString().strip();
            return begin.startsWith("start on") || begin.startsWith("stop on") ? depth : 0;
        }

        private static String uncommented(String text) {
            if (text.startsWith("#")) {
                return "";
            }
            int comment = text.indexOf(" #");
            return comment < 0 ? text : text.substring(0, comment).strip();
        }

        /** Words, brackets apart. */
        private static List<String> tokens(String stanza) {
            return Wishes.words(
                    stanza.startsWith("start") || stanza.startsWith("stop")
                            ? stanza.replace("(", " ( ").replace(")", " ) ")
                            : stanza);
        }

        UpstartJob job(String name, GuestPath conf) {
            return new UpstartJob(
                    name, conf, startOn, manual, file, line, List.copyOf(emits), task, List.copyOf(commands));
        }
    }
}
