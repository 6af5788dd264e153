package org.imginspect.guest;

/** What a directory entry is: the seven types of inode(7). */
public enum Kind {
    FILE,
    DIRECTORY,
    SYMLINK,
    CHARACTER_DEVICE,
    BLOCK_DEVICE,
    FIFO,
    SOCKET
}
