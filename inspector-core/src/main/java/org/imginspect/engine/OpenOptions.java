package org.imginspect.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.imginspect.io.Limits;

/**
 * How an image is opened.
 *
 * @param limits the caps
 * @param format a container format's id to have the image read as that whatever its magic says; empty to go by the magic
 * @param otherDisks further images of the same machine: what lies on several disks is put together, names of devices mean the first
 * @param allowBacking the directory from which other files may be opened that an image names (backing files, extents, parents); empty to
 *     refuse such images
 * @param progress is told in a few words what is being done; called on the caller's thread
 */
public record OpenOptions(
        Limits limits,
        Optional<String> format,
        List<Path> otherDisks,
        Optional<Path> allowBacking,
        Consumer<String> progress) {
    public OpenOptions {
        otherDisks = List.copyOf(otherDisks);
        Objects.requireNonNull(allowBacking);
        Objects.requireNonNull(limits);
        Objects.requireNonNull(format);
        Objects.requireNonNull(progress);
    }

    /** One disk that stands alone. */
    public OpenOptions(Limits limits, Optional<String> format, Consumer<String> progress) {
        this(limits, format, List.of(), Optional.empty(), progress);
    }

    /** Default caps, format by magic, silent. */
    public static OpenOptions defaults() {
        return new OpenOptions(Limits.defaults(), Optional.empty(), text -> {});
    }

    public OpenOptions withLimits(Limits changed) {
        return new OpenOptions(changed, format, otherDisks, allowBacking, progress);
    }

    public OpenOptions withFormat(String id) {
        return new OpenOptions(limits, Optional.of(id), otherDisks, allowBacking, progress);
    }

    public OpenOptions withOtherDisks(List<Path> disks) {
        return new OpenOptions(limits, format, disks, allowBacking, progress);
    }

    public OpenOptions withAllowBacking(Path directory) {
        return new OpenOptions(limits, format, otherDisks, Optional.of(directory), progress);
    }

    public OpenOptions withProgress(Consumer<String> told) {
        return new OpenOptions(limits, format, otherDisks, allowBacking, told);
    }
}
