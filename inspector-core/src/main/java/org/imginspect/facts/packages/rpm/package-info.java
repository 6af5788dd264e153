/**
 * rpm's database of installed packages: three formats of file ({@link org.imginspect.facts.packages.rpm.BdbHashStore},
 * {@link org.imginspect.facts.packages.rpm.NdbStore}, {@link org.imginspect.facts.packages.rpm.SqliteStore}) that hold the same headers
 * ({@link org.imginspect.facts.packages.rpm.RpmHeader}). Only the packages are read; the indexes beside them are not.
 */
@NullMarked
package org.imginspect.facts.packages.rpm;

import org.jspecify.annotations.NullMarked;
