/** Where the OpenSSH server looks for keys: sshd_config(5) as far as that needs. */
@NullMarked
package org.imginspect.facts.ssh;

import org.jspecify.annotations.NullMarked;
