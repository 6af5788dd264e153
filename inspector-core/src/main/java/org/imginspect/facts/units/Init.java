package org.imginspect.facts.units;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;

/** What each init system answers; see {@link BootServices}. Names are complete. */
interface Init {
    InitSystem system();

    Optional<Unit> find(String unit) throws ImageException;

    Set<String> names() throws ImageException;

    Start start(String unit) throws ImageException;

    List<BootServices.Started> started() throws ImageException;

    Start login(String terminal) throws ImageException;

    BootTarget target() throws ImageException;
}
