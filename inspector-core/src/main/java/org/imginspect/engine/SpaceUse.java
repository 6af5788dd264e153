package org.imginspect.engine;

/**
 * How much of a disk is used.
 *
 * @param usedBytes what the file systems' own maps call used, all together; swap space and partitions without a file system count whole
 * @param fileBytes the length of the image file
 * @param wastedBytes how many bytes of the image file hold what is free in the file systems: compressed ones count as stored
 * @param estimated whether {@code wastedBytes} was worked out from a sample, or from totals because there is no map
 */
public record SpaceUse(long usedBytes, long fileBytes, long wastedBytes, boolean estimated) {}
