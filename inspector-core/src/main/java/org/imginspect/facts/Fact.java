package org.imginspect.facts;

/** Something that was found out about a guest: an immutable record, a noun. */
public interface Fact {}
