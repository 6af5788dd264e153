package org.imginspect.scan;

import org.imginspect.check.Finding;
import org.imginspect.profile.Waiver;

/** A finding that somebody decided to live with. */
public record WaivedFinding(Finding finding, Waiver waiver) {}
