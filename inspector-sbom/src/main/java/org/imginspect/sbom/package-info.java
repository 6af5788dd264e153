/**
 * Software bills of materials: {@link org.imginspect.sbom.Inventory} is what an image holds, {@link org.imginspect.sbom.SbomFormat} writes it down
 * through the libraries of CycloneDX and SPDX. Both libraries are large, which is why they have a module of their own and are loaded only when
 * a bill is written.
 */
@NullMarked
package org.imginspect.sbom;

import org.jspecify.annotations.NullMarked;
