/** What the guest is told to mount, and by which kind of name: fstab, mount and swap units, crypttab. */
@NullMarked
package org.imginspect.facts.mounts;

import org.jspecify.annotations.NullMarked;
