package org.imginspect.compare;

import java.util.Optional;
import org.imginspect.scan.GuestInfo;

/**
 * What a report says of one of the images before it comes to the differences.
 *
 * @param path the host file as the caller named it
 * @param format of the container
 * @param guest empty if there is none or it could not be told
 */
public record ImageHead(String path, String format, long virtualSizeBytes, Optional<GuestInfo> guest) {}
