package org.imginspect.checks.cloudinit;

import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.cloudinit.DsIdentify;

/** Says where ds-identify was told to take one data source and no other. */
final class ChosenSource {
    private ChosenSource() {}

    /** @param identify one whose {@link DsIdentify#only} is present */
    static Finding finding(DsIdentify identify) {
        String name = identify.only().orElseThrow();
        String message = "the data source is fixed to '" + name + "'";
        if (identify.datasource().isPresent()) {
            DsIdentify.Told told = identify.datasource().get();
            return Finding.of(Level.ERROR, message, told.file(), told.line());
        }
        CloudConfig.Setting listed = identify.listed().orElseThrow();
        return Finding.of(Level.ERROR, message + ": it stands alone in datasource_list", listed.file(), listed.line());
    }
}
