package org.imginspect.compare;

import java.nio.file.Path;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.OpenedImage;
import org.imginspect.scan.ScanRequest;

/**
 * Compares two images: yesterday's build and today's. Both are open at once; neither is ever written.
 *
 * <pre>{@code
 * DiffReport report = new ImageDiff(new Inspector()).compare(ScanRequest.of(yesterday, today), false);
 * }</pre>
 */
public final class ImageDiff {
    private final Inspector inspector;

    /** @param inspector whose engines and checks are used */
    public ImageDiff(Inspector inspector) {
        this.inspector = inspector;
    }

    /**
     * Compares.
     *
     * @param request names exactly two images, the older one first, and the checks whose answers are compared
     * @param contents whether files that are equal in everything else are compared byte by byte
     * @throws ImageException if one of them cannot be opened; everything else that cannot be read is in the report
     */
    public DiffReport compare(ScanRequest request, boolean contents) throws ImageException {
        if (request.images().size() != 2) {
            throw new IllegalArgumentException(request.images().size() + " images are not two");
        }
        Path first = request.images().get(0);
        Path second = request.images().get(1);
        try (OpenedImage before = inspector.open(first, request);
                OpenedImage after = inspector.open(second, request)) {
            return compare(view(first, before, request), view(second, after, request), sections(contents));
        }
    }

    private ImageView view(Path image, OpenedImage opened, ScanRequest request) {
        return new ImageView(opened, inspector.scan(image, opened, request));
    }

    private static List<Section<?>> sections(boolean contents) {
        return List.of(
                new RequirementsSection(),
                new ChecksSection(),
                new SystemSection(),
                new KernelsSection(),
                new StorageSection(),
                new PackagesSection(),
                new UnitsSection(),
                new AccountsSection(),
                new GroupsSection(),
                new KernelArgumentsSection(),
                new FilesSection(contents));
    }

    private static DiffReport compare(ImageView before, ImageView after, List<Section<?>> sections) {
        Differences found = new Differences();
        for (Section<?> section : sections) {
            run(section, before, after, found);
        }
        return found.report(head(before), head(after));
    }

    private static <S> void run(Section<S> section, ImageView before, ImageView after, Differences found) {
        found.begin(section.id());
        // Both are looked at whatever the first one says, so that a report names all that is unread.
        Look<S> was = Look.at(section, before);
        Look<S> is = Look.at(section, after);
        was.problem().ifPresent(why -> found.unread(Side.BEFORE, why));
        is.problem().ifPresent(why -> found.unread(Side.AFTER, why));
        boolean compared = was.seen().isPresent() && is.seen().isPresent();
        if (compared) {
            section.compare(was.seen().get(), is.seen().get(), found);
        }
        found.end(section.title(), compared);
    }

    private static ImageHead head(ImageView image) {
        return new ImageHead(
                image.report().image(),
                image.storage().container().format(),
                image.storage().container().virtualSizeBytes(),
                image.report().guest());
    }
}
