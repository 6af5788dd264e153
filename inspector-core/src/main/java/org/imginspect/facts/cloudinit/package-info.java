/** cloud-init: whether it is there and will run. */
@NullMarked
package org.imginspect.facts.cloudinit;

import org.jspecify.annotations.NullMarked;
