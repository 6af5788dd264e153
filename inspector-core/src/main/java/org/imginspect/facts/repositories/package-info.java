/**
 * Where the guest takes packages from: apt's sources, the repositories of yum, dnf and zypper, apk's repositories, and what its package
 * manager is told of checking them.
 */
@NullMarked
package org.imginspect.facts.repositories;

import org.jspecify.annotations.NullMarked;
