package org.imginspect.scan;

import org.imginspect.check.Check;
import org.imginspect.check.Params;

/** A check and what it is told; asked once however many requirements need the answer. */
record Question(Check check, Params params) {}
