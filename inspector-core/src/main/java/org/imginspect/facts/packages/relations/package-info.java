/**
 * What packages need of each other, and whether they have it: the dependencies of dpkg (deb-control(5), "Package interrelationship fields"), rpm
 * (rpm-dependencies(7)), apk and pacman.
 */
@NullMarked
package org.imginspect.facts.packages.relations;

import org.jspecify.annotations.NullMarked;
