package org.imginspect.engine;

import java.util.Optional;

/**
 * One disk of several.
 *
 * @param path its storage path, that of its container's entry
 * @param table its partition table; empty if it is proved to have none, or it could not be read
 */
public record DiskInfo(String path, ContainerInfo container, Optional<PartitionTableInfo> table) {}
