package org.imginspect.sbom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.ToolVersion;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.Problem;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.packages.Packages.Entry;
import org.imginspect.scan.OpenedImage;

/**
 * What an image holds: its operating system and the packages of the guest's package manager. Files that no package owns are not listed.
 *
 * @param file the image's file name, without its directory
 * @param sha256 of the image's file, in lower-case hexadecimal; empty if it was not asked for
 * @param os empty if the guest does not say what it is
 * @param cpe the operating system's CPE name; empty if none is known
 * @param manager whose database was read; empty if it is proved that there is none
 * @param packages those of which files lie on the disk, by package URL
 * @param gaps why there may be more than is listed, one sentence each; none if all that should have been read was
 * @param created what the bill says of its own age
 */
public record Inventory(
        String file,
        ContainerInfo container,
        Optional<String> sha256,
        Optional<OperatingSystem> os,
        Optional<String> cpe,
        Optional<Packages.Manager> manager,
        List<InstalledPackage> packages,
        List<String> gaps,
        Instant created) {
    /** The keys that rpm keeps among its packages are no software. */
    private static final String RPM_KEY = "gpg-pubkey";

    private static final int BLOCK_BYTES = 1 << 16;

    public Inventory {
        packages = List.copyOf(packages);
        gaps = List.copyOf(gaps);
    }

    /**
     * Takes stock.
     *
     * @param image the host file that {@code opened} was opened from
     * @throws ImageException if the package database or the operating system's name cannot be read: half a list would look like all of it
     */
    public static Inventory of(OpenedImage opened, Path image, Instant created) throws ImageException {
        Optional<OperatingSystem> os = opened.facts().find(OperatingSystem.class);
        Optional<Packages> packages = opened.facts().find(Packages.class);
        List<String> gaps = new ArrayList<>();
        for (StorageEntry entry : opened.guest().storage().unread()) {
            gaps.add("not read: " + entry.problem().map(Problem::message).orElse(entry.path()));
        }
        if (packages.isEmpty()) {
            gaps.add("no package database was found, so that only the operating system is listed");
        }
        return new Inventory(
                String.valueOf(image.getFileName()),
                opened.guest().storage().container(),
                Optional.empty(),
                os,
                os.isPresent() ? PlatformName.of(opened.guest().tree(), os.get()) : Optional.empty(),
                packages.map(Packages::manager),
                packages.isPresent() ? list(packages.get(), os) : List.of(),
                gaps,
                created);
    }

    /**
     * This, with the SHA-256 of the image's file.
     *
     * @throws ImageReadException if the file cannot be read
     */
    public Inventory withHash(Path image) throws ImageException {
        try (InputStream in = Files.newInputStream(image)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] block = new byte[BLOCK_BYTES];
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                digest.update(block, 0, count);
            }
            String hash = HexFormat.of().formatHex(digest.digest());
            return new Inventory(file, container, Optional.of(hash), os, cpe, manager, packages, gaps, created);
        } catch (IOException e) {
            throw new ImageReadException("image file cannot be read: " + e.getMessage(), image.toString(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static List<InstalledPackage> list(Packages packages, Optional<OperatingSystem> os) throws ImageException {
        String vendor = os.map(OperatingSystem::id).filter(PackageUrl::isVendor).orElse("");
        String version = os.flatMap(OperatingSystem::version).orElse("");
        String distro = vendor.isEmpty() || version.isEmpty() ? vendor : vendor + "-" + version;
        List<String> licenses = packages.licenses();
        List<Entry> all = packages.all();
        List<Integer> order = new ArrayList<>();
        List<String> urls = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            urls.add(PackageUrl.of(packages.manager(), all.get(i), vendor, distro));
            boolean key = packages.manager() == Packages.Manager.RPM
                    && all.get(i).name().equals(RPM_KEY);
            if (all.get(i).state().hasFiles() && !key) {
                order.add(i);
            }
        }
        order.sort(Comparator.comparing(urls::get));
        Map<String, Integer> seen = new HashMap<>();
        Map<Integer, String> references = new HashMap<>();
        for (int i : order) {
            int count = seen.merge(urls.get(i), 1, Integer::sum);
            references.put(i, count == 1 ? urls.get(i) : urls.get(i) + "#" + count);
        }
        List<List<Integer>> dependencies = packages.dependencies();
        List<InstalledPackage> list = new ArrayList<>(order.size());
        for (int i : order) {
            List<String> needed = new ArrayList<>();
            for (int other : dependencies.isEmpty() ? List.<Integer>of() : dependencies.get(i)) {
                String reference = references.get(other);
                if (reference != null) {
                    needed.add(reference);
                }
            }
            needed.sort(Comparator.naturalOrder());
            String own = Objects.requireNonNull(references.get(i));
            list.add(new InstalledPackage(own, all.get(i), urls.get(i), licenses.get(i), needed));
        }
        return list;
    }

    /** Whether everything that should have been read was. */
    public boolean isComplete() {
        return gaps.isEmpty();
    }

    /** A UUID that is the same for the same content, whenever the bill is written. */
    UUID id() {
        StringBuilder content = new StringBuilder("imginspect ")
                .append(ToolVersion.get())
                .append('\n')
                .append(file)
                .append('\n')
                .append(container.format())
                .append(' ')
                .append(container.virtualSizeBytes())
                .append('\n')
                .append(sha256.orElse(""))
                .append('\n')
                .append(os.map(OperatingSystem::prettyName).orElse(""))
                .append('\n');
        for (InstalledPackage each : packages) {
            content.append(each.reference())
                    .append(' ')
                    .append(each.entry().state())
                    .append(' ')
                    .append(each.license())
                    .append('\n');
        }
        gaps.forEach(gap -> content.append(gap).append('\n'));
        return UUID.nameUUIDFromBytes(content.toString().getBytes(StandardCharsets.UTF_8));
    }
}
