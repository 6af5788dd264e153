package org.imginspect.facts.advisories;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.SourceInputStream;

/** What package managers left in the guest. */
final class GuestMetadata {
    private static final int DEPTH = 8;

    private record GuestFile(GuestTree tree, GuestPath file, String path, Instant modified) implements MetadataFile {
        @Override
        public String where() {
            return file.toString();
        }

        @Override
        public InputStream open() throws IOException {
            ByteSource source = tree.open(file)
                    .orElseThrow(() -> new IllegalStateException(file + " was there when it was listed"));
            return new SourceInputStream(source);
        }
    }

    private GuestMetadata() {}

    /** The regular files below these directories. */
    static List<MetadataFile> below(GuestTree tree, List<GuestPath> directories) throws ImageException {
        List<MetadataFile> files = new ArrayList<>();
        for (GuestPath directory : directories) {
            int start = tree.resolve(directory).map(real -> real.names().size()).orElse(0);
            tree.walk(directory, (path, node) -> {
                if (node.isFile()) {
                    List<String> names = new ArrayList<>();
                    path.names().subList(start, path.names().size()).forEach(name -> names.add(name.text()));
                    files.add(new GuestFile(tree, path, String.join("/", names), node.modified()));
                }
                return path.names().size() - start < DEPTH;
            });
        }
        return files;
    }
}
