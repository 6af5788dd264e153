/**
 * The engine of reference: libguestfs mounts the image read-only in a small virtual machine, whose Linux kernel does the reading.
 *
 * <p>The only package that starts processes. {@link GuestfsHandle} is the border to the library, with two ways over it:
 * {@link FfiHandle} calls {@code libguestfs.so.0} through jnr-ffi, {@link JniHandle} the official Java binding, found at run time.
 * {@link Appliance} launches and watches the machine, {@link GuestfsTree} is one mounted file system.
 *
 * <p>What is never called, because it runs the guest's own bytes, takes seconds, or hides what a check must see: {@code command*},
 * {@code sh*}, {@code inspect_*}, {@code list_filesystems}, {@code mount_local}, and everything that writes.
 *
 * @see <a href="https://libguestfs.org/guestfs.3.html">guestfs(3)</a>
 * @see <a href="https://libguestfs.org/guestfs-security.1.html">guestfs-security(1)</a>
 */
@NullMarked
package org.imginspect.engine.libguestfs;

import org.jspecify.annotations.NullMarked;
