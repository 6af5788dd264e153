/**
 * Which installed packages have newer versions, by the metadata of repositories (apt's Release and Packages, rpm's repomd, primary and
 * updateinfo, Alpine's APKINDEX) or by advisories in the OSV format, given beside the image or found in it.
 *
 * <p>Digests are checked along the chain that the metadata has: Release or repomd to index. OpenPGP signatures are not verified: what is
 * given comes from the caller, what is found in the image was verified when the guest fetched it, or could have been changed with the rest of the image.
 */
@NullMarked
package org.imginspect.facts.advisories;

import org.jspecify.annotations.NullMarked;
