/**
 * The guest's files as an engine supplies them ({@link org.imginspect.guest.FileTree}, no link is followed) and as facts and checks
 * see them ({@link org.imginspect.guest.GuestTree}, links resolved inside the root).
 */
@NullMarked
package org.imginspect.guest;

import org.jspecify.annotations.NullMarked;
