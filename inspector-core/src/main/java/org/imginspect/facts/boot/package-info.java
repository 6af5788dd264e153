/**
 * What the boot loader will start, and with which arguments.
 *
 * <p>GRUB 2's {@code grub.cfg} is a script; it is run here by an interpreter of our own over the guest's files, the way GRUB itself runs
 * it (GNU GRUB Manual, "Writing your own configuration file"). Nothing is executed on the host.
 */
@NullMarked
package org.imginspect.facts.boot;

import org.jspecify.annotations.NullMarked;
