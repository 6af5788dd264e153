package org.imginspect.scan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Check;
import org.imginspect.check.CheckInfo;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.StorageMap;
import org.imginspect.facts.Facts;
import org.imginspect.io.Limits;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Profiles;

/** A guest that is written down as in the checks' pages, judged by a profile. */
public final class ExampleScan {
    private final List<String> lines;
    private final String family;

    /**
     * @param lines in the notation of {@link Example}
     * @param family the base tree that they are laid over; empty for none
     */
    public ExampleScan(List<String> lines, String family) {
        this.lines = List.copyOf(lines);
        this.family = family;
    }

    /** What a built-in profile makes of the guest. */
    public ProfileResult by(String profile, Map<String, String> settings) {
        return report(List.of(profile), settings).profiles().get(0);
    }

    /** One scan by several built-in profiles. */
    public ScanReport report(List<String> profiles, Map<String, String> settings) {
        Example example = Example.parse(lines, family);
        StorageMap map = ExampleStorage.of(example.storage());
        Limits limits = Limits.defaults();
        Guest guest = new Guest(
                new EngineInfo("embedded", "1", List.of()),
                example.tree(),
                map,
                Optional.empty(),
                Map.of(),
                limits,
                () -> {
                    // Nothing is open.
                });
        Facts facts = new Facts(
                guest.tree(), map, ExampleStorage.space(example.storage()), example.inputs(), Gatherers.all());
        List<CheckInfo> infos = new ArrayList<>();
        for (Check check : Catalogue.all()) {
            infos.add(check.info());
        }
        ScanRequest request = ScanRequest.of(Path.of("disk.qcow2")).withInputs(example.inputs());
        for (String profile : profiles) {
            Profile loaded = new Profiles(infos).load(profile);
            request = request.withProfile(loaded);
        }
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            request = request.withParameter(setting.getKey(), setting.getValue());
        }
        return new Inspector().scan(Path.of("disk.qcow2"), new OpenedImage(guest, facts, Optional.empty()), request);
    }
}
