package org.imginspect.filesystem;

import org.imginspect.guest.Consistency;
import org.imginspect.guest.FileTree;

/** A file system that was opened. Closing the tree does not close the volume. */
public record OpenedFileSystem(FileSystemIdentity identity, FileTree tree, Consistency consistency) {}
