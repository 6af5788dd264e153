package org.imginspect.facts.units;

import java.util.List;
import org.imginspect.guest.GuestPath;

/**
 * A container that docker would start again.
 *
 * @param name as {@code docker ps} shows it; its id if it has none
 * @param restart {@code HostConfig.RestartPolicy.Name}: {@code no}, {@code always}, {@code unless-stopped}, {@code on-failure}; empty text: no
 * @param ports published on the host: {@code 8080/tcp}, an address before it where it is not published on all
 * @param file the file that says so
 */
public record Container(String name, String restart, List<String> ports, GuestPath file) {
    public Container {
        ports = List.copyOf(ports);
    }
}
