package org.imginspect.facts.cloudinit;

import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * What lies below {@code /var/lib/cloud/scripts}.
 *
 * @param directory the directory of the scripts that run once on every new machine, whether it exists or not
 * @param scripts the files in the directories that cloud-init runs, in the order of their names
 * @param misplaced files and directories where cloud-init does not look
 */
public record FirstBootScripts(GuestPath directory, List<Script> scripts, List<GuestPath> misplaced) implements Fact {
    public FirstBootScripts {
        scripts = List.copyOf(scripts);
        misplaced = List.copyOf(misplaced);
    }

    /**
     * One file.
     *
     * @param folder the directory it is in: {@code per-instance}, {@code per-boot}, {@code per-once}
     * @param executable whether somebody may execute it: cloud-init runs nothing else
     * @param empty whether it has no content
     * @param program whether it is an ELF program and needs no interpreter
     * @param interpreter what its first line names, with the program that {@code env} is to find; empty if it has no such line
     * @param interpreterMissing the program that does not exist in the image; empty if all do
     * @param returns whether lines end with a carriage return where the interpreter takes it for a part of the line
     */
    public record Script(
            GuestPath file,
            String folder,
            boolean executable,
            boolean empty,
            boolean program,
            Optional<String> interpreter,
            Optional<String> interpreterMissing,
            boolean returns) {
        /** Whether its name begins with a digit, so that the order is plain. */
        public boolean isNumbered() {
            String name = file.name().text();
            return !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9';
        }
    }
}
