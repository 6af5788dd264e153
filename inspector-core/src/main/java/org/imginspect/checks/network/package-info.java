/** Checks of the network: addresses, names, services, name servers, clocks. */
@NullMarked
package org.imginspect.checks.network;

import org.jspecify.annotations.NullMarked;
