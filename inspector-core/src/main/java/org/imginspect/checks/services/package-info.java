/** Checks of the services an image starts, and what agents and guest tools it has. */
@NullMarked
package org.imginspect.checks.services;

import org.jspecify.annotations.NullMarked;
