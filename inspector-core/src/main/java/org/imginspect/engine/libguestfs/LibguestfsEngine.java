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
        return openAll(List.of(image), open).get(0);
    }

    /** Opens several images in one appliance, which ends when the last of the guests is closed. Group names of LVM must differ. */
    List<Guest> openAll(List<Path> images, OpenOptions open) throws ImageException {
        List<Preflight> preflights = new ArrayList<>();
        List<Appliance.Drive> drives = new ArrayList<>();
        for (Path image : images) {
            Preflight preflight = Preflight.of(image, open);
            preflights.add(preflight);
            drives.add(new Appliance.Drive(image, preflight.container().format(), preflight.sectorBytes()));
        }
        Appliance appliance =
                Appliance.launch(drives, options, preflights.get(0).name(), open.progress());
        boolean done = false;
        try {
            Mounter mounter = new Mounter(appliance);
            List<Guest> guests = new ArrayList<>();
            Guest.Closer closer = lastOf(images.size(), appliance);
            for (int i = 0; i < images.size(); i++) {
                open.progress()
                        .accept("mounting what is on " + preflights.get(i).name());
                guests.add(OpenedDisk.open(appliance, mounter, driveName(i), preflights.get(i), open, closer));
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
