package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.guest.GlobPattern;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.jspecify.annotations.Nullable;

/** upstart: its jobs by the events that start them, and the System V links that its job rc runs (Ubuntu 14.04, Enterprise Linux 6). */
final class Upstart implements Init {
    /** Enterprise Linux 6: its udev helper console_check emits it for the port that is /dev/console. */
    private static final String SERIAL_CONSOLE = "fedora.serial-console-available";

    private static final String ACTIVE_CONSOLES = "ACTIVE_CONSOLES=";

    private final GuestTree tree;
    private final Facts facts;
    private final SysvScripts scripts;
    private @Nullable Boot boot;

    private record Boot(Map<String, UpstartJob> jobs, Map<String, UpstartJob> running, String level) {}

    Upstart(GuestTree tree, Facts facts) {
        this.tree = tree;
        this.facts = facts;
        this.scripts = new SysvScripts(tree);
    }

    @Override
    public InitSystem system() {
        return InitSystem.UPSTART;
    }

    private Boot boot() throws ImageException {
        Boot known = boot;
        if (known == null) {
            Map<String, UpstartJob> jobs = new LinkedHashMap<>();
            for (GuestPath conf : tree.glob("/etc/init/*.conf")) {
                String file = conf.name().text();
                String name = file.substring(0, file.length() - ".conf".length());
                UpstartJob.read(tree, name, conf).ifPresent(job -> jobs.put(name, job));
            }
            String level = target().name();
            UpstartEvents events = new UpstartEvents(level);
            if (!serialConsole().isEmpty()) {
                events.emit(SERIAL_CONSOLE);
            }
            Map<String, UpstartJob> running = new LinkedHashMap<>();
            boolean more = true;
            while (more) { // Each round starts at least one job, of which there are finitely many.
                more = false;
                for (UpstartJob job : jobs.values()) {
                    if (!running.containsKey(job.name()) && !job.startOn().isEmpty() && events.fulfil(job.startOn())) {
                        running.put(job.name(), job);
                        events.started(job);
                        more = true;
                    }
                }
            }
            known = new Boot(jobs, running, level);
            boot = known;
        }
        return known;
    }

    /** Of the default run level; without a word in inittab 2, and 3 on Enterprise Linux, whose links lie in /etc/rc.d. */
    @Override
    public BootTarget target() throws ImageException {
        return Sysv.level(tree, facts, tree.exists(GuestPath.of("/etc/rc.d/rc3.d")) ? "3" : "2");
    }

    @Override
    public Optional<Unit> find(String unit) throws ImageException {
        if (!unit.endsWith(".service")) {
            return Optional.empty();
        }
        UpstartJob job = boot().jobs.get(Sysv.service(unit));
        return job == null ? Sysv.script(scripts, Sysv.service(unit)) : Optional.of(unit(job));
    }

    @Override
    public Set<String> names() throws ImageException {
        Set<String> names = Sysv.names(scripts);
        for (String job : boot().jobs.keySet()) {
            names.add(job + ".service");
        }
        return names;
    }

    @Override
    public Start start(String unit) throws ImageException {
        UpstartJob job = boot().jobs.get(Sysv.service(unit));
        return job == null || !unit.endsWith(".service") ? Sysv.start(scripts, boot().level, unit) : start(job);
    }

    private static Unit unit(UpstartJob job) {
        return new Unit(job.name() + ".service", Unit.Load.LOADED, job.conf(), Optional.empty(), job.commands());
    }

    private Start start(UpstartJob job) throws ImageException {
        if (boot().running.containsKey(job.name())) {
            return Start.of(
                    Start.Reason.WANTED,
                    job.file(),
                    job.line(),
                    "its events happen: start on " + String.join(" ", job.startOn()));
        }
        if (job.manual()) {
            return Start.of(
                    Start.Reason.NOT_WANTED, job.file(), job.line(), "job " + job.name() + " is not started: manual");
        }
        return Start.of(
                Start.Reason.NOT_WANTED,
                job.file(),
                job.line(),
                job.startOn().isEmpty()
                        ? "job " + job.name() + " has no start on"
                        : "its events do not happen: start on " + String.join(" ", job.startOn()));
    }

    @Override
    public List<BootServices.Started> started() throws ImageException {
        List<BootServices.Started> started = new ArrayList<>();
        for (UpstartJob job : boot().running.values()) {
            started.add(new BootServices.Started(unit(job), start(job)));
        }
        for (BootServices.Started script : Sysv.started(scripts, boot().level)) {
            if (!boot().jobs.containsKey(Sysv.service(script.unit().name()))) {
                started.add(script);
            }
        }
        return started;
    }

    /** A job that runs a getty on the terminal; on Enterprise Linux 6 serial.conf and start-ttys.conf start one for each terminal they are told. */
    @Override
    public Start login(String terminal) throws ImageException {
        Optional<Start> near = Optional.empty();
        for (UpstartJob job : boot().jobs.values()) {
            for (Setting command : job.commands()) {
                if (Inittab.isLogin(command.value())
                        && (namesTerminal(command.value(), terminal)
                                || (job.startOn().contains(SERIAL_CONSOLE)
                                        && serialConsole().equals(terminal)))) {
                    Start start = start(job);
                    if (start.atBoot()) {
                        return start;
                    }
                    near = Optional.of(start);
                }
            }
        }
        Optional<Start> console = activeConsole(terminal);
        if (console.isPresent()) {
            return console.get();
        }
        return near.orElse(Start.of(Start.Reason.NOT_WANTED, "no job runs a login on " + terminal));
    }

    /** Enterprise Linux 6: the job start-ttys starts an instance of the job tty for each of {@code ACTIVE_CONSOLES}. */
    private Optional<Start> activeConsole(String terminal) throws ImageException {
        UpstartJob starter = boot().running.get("start-ttys");
        UpstartJob job = boot().jobs.get("tty");
        if (starter == null || job == null) {
            return Optional.empty();
        }
        String consoles = "/dev/tty[1-6]";
        for (String line : tree.lines(GuestPath.of("/etc/sysconfig/init")).orElse(List.of())) {
            if (line.startsWith(ACTIVE_CONSOLES)) {
                consoles = String.join(" ", Wishes.words(line.substring(ACTIVE_CONSOLES.length())));
            }
        }
        for (String pattern : Wishes.words(consoles)) {
            if (GlobPattern.compile(pattern).matchesHidden(GuestName.of("/dev/" + terminal))) {
                return Optional.of(
                        Start.of(Start.Reason.WANTED, starter.file(), starter.line(), "job start-ttys starts it"));
            }
        }
        return Optional.empty();
    }

    /** The serial port that is {@code /dev/console}: the last {@code console=}; empty text if that is no serial port. */
    private String serialConsole() throws ImageException {
        String last = "";
        for (Argument argument : BootArguments.of(facts).named("console")) {
            int comma = argument.value().indexOf(',');
            last = comma < 0 ? argument.value() : argument.value().substring(0, comma);
        }
        return last.startsWith("ttyS") || last.startsWith("ttyAMA") || last.startsWith("hvc") ? last : "";
    }

    private static boolean namesTerminal(String command, String terminal) {
        List<String> words = Wishes.words(command);
        return words.contains(terminal) || words.contains("/dev/" + terminal);
    }
}
