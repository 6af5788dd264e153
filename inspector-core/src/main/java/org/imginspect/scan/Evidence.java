package org.imginspect.scan;

import java.util.List;
import org.imginspect.check.Finding;

/**
 * What one check contributes to a requirement.
 *
 * @param result what it answered
 * @param findings its findings that were not waived, with the levels they have in this requirement
 * @param waived its findings that were waived here
 */
public record Evidence(CheckResult result, List<Finding> findings, List<WaivedFinding> waived) {
    public Evidence {
        findings = List.copyOf(findings);
        waived = List.copyOf(waived);
    }
}
