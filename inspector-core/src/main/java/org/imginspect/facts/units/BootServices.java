package org.imginspect.facts.units;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Fact;
import org.jspecify.annotations.Nullable;

/**
 * Answers "does X start at boot, and by which file" for the guest's init system. The fact is absent if it is proved that no init system is
 * installed. Everything is read when it is first asked for.
 *
 * <p>Names are systemd's: {@code ssh.service}, {@code ssh.socket}, {@code serial-getty@ttyS0.service}; a name without a suffix is a service's. For
 * the other init systems {@code .service} is taken off, and units of other types are not there.
 */
public final class BootServices implements Fact {
    private final Init init;

    BootServices(Init init) {
        this.init = init;
    }

    /** Which one it is. */
    public InitSystem init() {
        return init.system();
    }

    /**
     * A unit by its name or an alias; an instance of a template is there if its template is.
     *
     * @return empty if it is proved that there is none
     * @throws ImageException if it cannot be told
     */
    public Optional<Unit> find(String unit) throws ImageException {
        return init.find(UnitName.complete(unit));
    }

    /**
     * The complete names under which something lies where the init system looks for units, aliases and templates among them; {@link #find} tells what is
     * behind one. Instances of templates have no file of their own and are not among it.
     *
     * @throws ImageException if it cannot be told
     */
    public Set<String> names() throws ImageException {
        return init.names();
    }

    /**
     * Whether a unit starts at boot. A unit that is started only once somebody asks for it (its socket, timer or path unit is active, udev or the
     * bus starts it) is {@link Start.When#ON_DEMAND}. Conditions in the unit that the disk decides are taken into account; those that only
     * the running machine can decide are taken as met.
     *
     * @throws ImageException if it cannot be told
     */
    public Start start(String unit) throws ImageException {
        return init.start(UnitName.complete(unit));
    }

    /**
     * The answer for the first of several units that starts at boot, then for the first that starts on demand, then for the first that exists; for
     * the first at all otherwise. For a service that distributions call by different names.
     *
     * @throws ImageException if it cannot be told
     */
    public Start startsAnyOf(String... units) throws ImageException {
        @Nullable Start onDemand = null;
        @Nullable Start there = null;
        @Nullable Start first = null;
        for (String unit : units) {
            Start start = start(unit);
            if (start.atBoot()) {
                return start;
            }
            first = first == null ? start : first;
            if (onDemand == null && start.when() == Start.When.ON_DEMAND) {
                onDemand = start;
            }
            if (there == null && start.because().isPresent()) {
                there = start;
            }
        }
        if (first == null) {
            throw new IllegalArgumentException("no unit is asked for");
        }
        return onDemand != null ? onDemand : there != null ? there : first;
    }

    /**
     * One unit that is started.
     *
     * @param start never {@link Start.When#NEVER}
     */
    public record Started(Unit unit, Start start) {}

    /**
     * Everything that starts at boot, and what that then starts on demand, each once. Units of which {@link #start} cannot tell because a requirement of
     * theirs is masked or missing are among it. Units that only exist while the machine runs (devices,
     * mounts of fstab) are not among it.
     *
     * @throws ImageException if it cannot be told
     */
    public List<Started> started() throws ImageException {
        return init.started();
    }

    /**
     * Whether a login is started at boot on a terminal.
     *
     * @param terminal without its directory: {@code ttyS0}, {@code tty1}
     * @throws ImageException if it cannot be told
     */
    public Start login(String terminal) throws ImageException {
        return init.login(terminal);
    }

    /**
     * What the machine boots into: the unit or run level, and what says so.
     *
     * @throws ImageException if it cannot be told
     */
    public BootTarget target() throws ImageException {
        return init.target();
    }
}
