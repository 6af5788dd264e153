package org.imginspect.scan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An earlier JSON report to compare with, of one image or several. What it says is believed as far as comparing goes and no further: a
 * report somebody forged can hide that a finding is new, so take it from where only your own builds write.
 */
public final class Baseline {
    /**
     * What the earlier report says of one image.
     *
     * @param image the host file as that report names it
     * @param opened whether the image could be read at all then
     * @param version of the tool that wrote it
     * @param findings those that counted
     * @param decided the checks that were asked and could decide, by {@link #question}
     * @param verdicts of requirements, by the profile's id and theirs, with a slash between
     */
    record Image(
            String image,
            boolean opened,
            String version,
            List<BaselineFinding> findings,
            Set<String> decided,
            Map<String, RequirementOutcome> verdicts) {
        Image {
            findings = List.copyOf(findings);
            decided = Set.copyOf(decided);
            verdicts = Map.copyOf(verdicts);
        }
    }

    private final String file;
    private final List<Image> images;

    Baseline(String file, List<Image> images) {
        this.file = file;
        this.images = List.copyOf(images);
    }

    /**
     * Reads a JSON report that {@code scan} wrote. No more than 64 MiB are read.
     *
     * @throws InvalidBaselineException if it cannot be read or is something else
     */
    public static Baseline read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new Baseline(file.toString(), BaselineReader.read(in, Files.size(file), file.toString()));
        } catch (IOException e) {
            throw new InvalidBaselineException("the baseline " + file + " cannot be read: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.NoSuchFileException
                ? "there is no such file"
                : String.valueOf(e.getMessage());
    }

    /** What a check was asked, as one word. */
    static String question(String check, Map<String, String> params) {
        return check + " " + new java.util.TreeMap<>(params);
    }

    /** The file it was read from, as the caller named it. */
    public String file() {
        return file;
    }

    /**
     * Makes sure that there is something to compare each of these images with, before they are scanned.
     *
     * @throws InvalidBaselineException if there is not
     */
    public void requireAll(List<Path> scanned) {
        for (Path image : scanned) {
            find(image.toString(), scanned.size() == 1);
        }
    }

    /**
     * The report with the comparison in it; the report itself if its image could not be opened.
     *
     * @param alone whether no other image was scanned; if so, and the earlier report is of one image too, their names may differ
     * @throws InvalidBaselineException if this is of other images
     */
    public ScanReport compare(ScanReport report, boolean alone) {
        Image before = find(report.image(), alone);
        return report.failure().isPresent()
                ? report
                : report.withBaseline(new BaselineMatcher(file, before).compare(report));
    }

    /** By the same path; else by the same file name if only one has it; else the only one there is, if only one was scanned. */
    private Image find(String image, boolean alone) {
        Optional<Image> only = alone && images.size() == 1 ? Optional.of(images.get(0)) : Optional.empty();
        Image found = named(image)
                .or(() -> only)
                .orElseThrow(() -> new InvalidBaselineException("the baseline " + file + " has no report of " + image
                        + ", it is of " + names() + "; scan this image once with -f json to have one"));
        if (!found.opened()) {
            throw new InvalidBaselineException("the baseline " + file + " knows nothing of " + found.image()
                    + ": that scan could not open it; make the baseline anew from an image that opens");
        }
        return found;
    }

    private String names() {
        List<String> names = new ArrayList<>();
        for (Image image : images.subList(0, Math.min(4, images.size()))) {
            names.add(image.image());
        }
        return String.join(", ", names) + (images.size() > 4 ? " and " + (images.size() - 4) + " others" : "");
    }

    private Optional<Image> named(String image) {
        List<Image> sameName = new ArrayList<>();
        for (Image each : images) {
            if (each.image().equals(image)) {
                return Optional.of(each);
            }
            if (fileName(each.image()).equals(fileName(image))) {
                sameName.add(each);
            }
        }
        return sameName.size() == 1 ? Optional.of(sameName.get(0)) : Optional.empty();
    }

    private static String fileName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
}
