package org.imginspect.scan;

import org.imginspect.profile.Requirement;

/**
 * A requirement whose verdict differs from the one in an earlier report.
 *
 * @param profile the id of the profile
 * @param before the verdict in the earlier report
 * @param now the verdict of this scan
 */
public record VerdictChange(
        String profile, Requirement requirement, RequirementOutcome before, RequirementOutcome now) {}
