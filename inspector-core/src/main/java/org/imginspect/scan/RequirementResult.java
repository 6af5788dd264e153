package org.imginspect.scan;

import java.util.List;
import org.imginspect.profile.Requirement;

/**
 * What a scan says of one requirement.
 *
 * @param reason why it is not applicable, undecided or manual; empty for the other outcomes, whose evidence tells
 * @param evidence what its checks answered, in the profile's order; empty if none ran
 * @param remarks what a reader should know beside the verdict: checks that were not run, parameters that were not given
 */
public record RequirementResult(
        Requirement requirement,
        RequirementOutcome outcome,
        String reason,
        List<Evidence> evidence,
        List<String> remarks) {
    public RequirementResult {
        evidence = List.copyOf(evidence);
        remarks = List.copyOf(remarks);
    }
}
