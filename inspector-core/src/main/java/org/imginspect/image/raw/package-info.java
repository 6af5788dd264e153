/**
 * Raw images: the file is the disk, byte for byte. No magic, no header, nothing to validate.
 *
 * <table>
 * <caption>Support: raw</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>Every file that has no other container's magic</td><td>read</td><td>byte for byte</td></tr>
 * <tr><td>Compressed files and archives, other emulators' containers</td><td>refused</td><td>with the command that unpacks or converts
 *     them</td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.image.raw;

import org.jspecify.annotations.NullMarked;
