package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestTree;

/** Reads {@code .link} files; one whose {@code [Match]} is empty udev passes over. */
public final class LinkFilesGatherer implements FactGatherer<LinkFiles> {
    /** Stateless. */
    public LinkFilesGatherer() {}

    @Override
    public Class<LinkFiles> type() {
        return LinkFiles.class;
    }

    @Override
    public Optional<LinkFiles> gather(GuestTree tree, Facts others) throws ImageException {
        List<LinkFiles.Link> links = new ArrayList<>();
        for (NetworkFile file : NetworkFile.all(tree, ".link")) {
            InterfaceConfig.Draft draft = new InterfaceConfig.Draft(Renderer.NETWORKD, file.file(), 1);
            file.match(draft, "OriginalName");
            links.add(new LinkFiles.Link(
                    file.file(),
                    draft.done().match(),
                    file.last("Link", "NamePolicy"),
                    file.last("Link", "Name"),
                    file.last("Link", "AlternativeNamesPolicy"),
                    file.last("Link", "MACAddress")));
        }
        return Optional.of(new LinkFiles(links));
    }
}
