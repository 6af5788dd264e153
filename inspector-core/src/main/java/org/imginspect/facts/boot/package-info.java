/**
 * What the boot loader will start, and with which arguments.
 *
 * <p>GRUB 2's {@code grub.cfg} is a script; it is run here by an interpreter of our own over the guest's files, the way GRUB itself runs
 * it (GNU GRUB Manual, "Writing your own configuration file"). Nothing is executed on the host. Beside it are read: entries of the Boot
 * Loader Specification, as GRUB's {@code blscfg} and as systemd-boot take them; GRUB 0.97; {@code extlinux.conf} of syslinux and U-Boot;
 * unified kernel images; and {@code CONFIG_CMDLINE} of the kernels. LILO, ELILO, zipl, rEFInd, Limine and yaboot are refused by name.
 */
@NullMarked
package org.imginspect.facts.boot;

import org.jspecify.annotations.NullMarked;
