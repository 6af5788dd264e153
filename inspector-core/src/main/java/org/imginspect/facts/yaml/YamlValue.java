package org.imginspect.facts.yaml;

/** A node of a document: immutable, with the place it was written. Where an alias names an anchor, both hold the same object. */
public sealed interface YamlValue permits YamlMap, YamlList, YamlScalar {
    /** The line it begins at, from 1; of what an alias stands for, the line of the anchor. */
    int line();

    /** What it is, for messages: {@code a mapping}, {@code a list}, {@code a text}. */
    String described();
}
