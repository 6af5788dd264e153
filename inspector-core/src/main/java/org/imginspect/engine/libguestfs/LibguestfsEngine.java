package org.imginspect.engine.libguestfs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.engine.Engine;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.error.ImageException;

/**
 * Reads images through libguestfs, with the Linux kernel's own file systems. Takes seconds to start; reads what the embedded engine
 * does not know.
 */
public final class LibguestfsEngine implements Engine {
    private final LibguestfsOptions options;

    public LibguestfsEngine() {
        this(LibguestfsOptions.defaults());
    }

    public LibguestfsEngine(LibguestfsOptions options) {
        this.options = options;
    }

    @Override
    public String id() {
        return "libguestfs";
    }

    /**
     * Why libguestfs cannot be used on this machine, as far as a quick look tells: it loads and starts nothing.
     *
     * @return one clause, lower case; empty if it seems to be installed
     */
    public static Optional<String> missing() {
        return Installation.missing();
    }

    @Override
    public Guest open(Path image, OpenOptions open) throws ImageException {
        List<Path> machine = new ArrayList<>();
        machine.add(image);
        machine.addAll(open.otherDisks());
        return openAll(List.of(machine), open).get(0);
    }

    /**
     * Opens several machines, each with its disks, in one appliance, which ends when the last of the guests is closed. Names of volume groups and
     * UUIDs of btrfs must differ: they have one kernel.
     */
    List<Guest> openAll(List<List<Path>> images, OpenOptions open) throws ImageException {
        List<List<Preflight>> machines = new ArrayList<>();
        List<Appliance.Drive> drives = new ArrayList<>();
        for (List<Path> disks : images) {
            List<Preflight> preflights = new ArrayList<>();
            for (Path disk : disks) {
                Optional<String> format = preflights.isEmpty() ? open.format() : Optional.empty();
                Preflight preflight = Preflight.of(disk, format, open);
                preflights.add(preflight);
                drives.add(new Appliance.Drive(
                        disk, preflight.driver(), preflight.sectorBytes().orElse(512)));
            }
            machines.add(preflights);
        }
        Appliance appliance =
                Appliance.launch(drives, options, machines.get(0).get(0).name(), open.progress());
        boolean done = false;
        try {
            Mounter mounter = new Mounter(appliance);
            List<Guest> guests = new ArrayList<>();
            Guest.Closer closer = lastOf(images.size(), appliance);
            int drive = 0;
            for (List<Preflight> machine : machines) {
                open.progress().accept("mounting what is on " + machine.get(0).name());
                List<String> names = new ArrayList<>();
                for (int i = 0; i < machine.size(); i++) {
                    names.add(driveName(drive++));
                }
                guests.add(OpenedDisk.open(appliance, mounter, machine.get(0).image(), names, machine, open, closer));
            }
            done = true;
            return guests;
        } finally {
            if (!done) {
                appliance.close();
            }
        }
    }

    private static Guest.Closer lastOf(int guests, Appliance appliance) {
        int[] open = {guests};
        return () -> {
            open[0]--;
            if (open[0] <= 0) {
                appliance.close();
            }
        };
    }

    /** {@code /dev/sda}, …, {@code /dev/sdz}, {@code /dev/sdaa}: as Linux names SCSI disks (sd_format_disk_name). */
    static String driveName(int index) {
        StringBuilder letters = new StringBuilder();
        for (int rest = index; rest >= 0; rest = rest / 26 - 1) {
            letters.insert(0, (char) ('a' + rest % 26));
        }
        return "/dev/sd" + letters;
    }
}
