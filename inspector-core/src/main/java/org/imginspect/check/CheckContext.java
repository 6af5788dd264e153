package org.imginspect.check;

import org.imginspect.engine.StorageMap;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestTree;

/** What a check is told. */
public record CheckContext(GuestTree tree, StorageMap storage, Facts facts, Params params) {}
