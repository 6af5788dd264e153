package org.imginspect.facts.disk;

import org.imginspect.engine.SpaceUse;
import org.imginspect.facts.Fact;

/** How much of the disk is used. Always present. */
public record DiskUse(SpaceUse space) implements Fact {}
