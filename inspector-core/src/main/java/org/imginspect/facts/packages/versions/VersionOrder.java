package org.imginspect.facts.packages.versions;

import java.util.Comparator;

/** The orders of versions, one per package manager; each takes the versions as its manager prints them. */
public enum VersionOrder implements Comparator<String> {
    /** {@code [EPOCH:]UPSTREAM[-REVISION]}, deb-version(7). */
    DPKG {
        @Override
        public int compare(String a, String b) {
            return DpkgVersionOrder.compare(a, b);
        }
    },
    /** {@code [EPOCH:]VERSION[-RELEASE]}, rpm-version(7): no epoch is 0, no release is older than any. */
    RPM {
        @Override
        public int compare(String a, String b) {
            EpochVersionRelease left = EpochVersionRelease.parse(a);
            EpochVersionRelease right = EpochVersionRelease.parse(b);
            int order = RpmVersionOrder.compareNumbers(left.epoch(), right.epoch());
            if (order == 0) {
                order = RpmVersionOrder.compare(left.version(), right.version());
            }
            if (order != 0) {
                return order;
            }
            return left.release() == null || right.release() == null
                    ? Boolean.compare(left.release() != null, right.release() != null)
                    : RpmVersionOrder.compare(left.release(), right.release());
        }
    },
    /** {@code 1.2.3a_rc1-r4}, apk's version_compare. */
    APK {
        @Override
        public int compare(String a, String b) {
            return ApkVersionOrder.compare(a, b);
        }
    },
    /** {@code [EPOCH:]VERSION[-RELEASE]}, vercmp(8): an older order than rpm's. */
    PACMAN {
        @Override
        public int compare(String a, String b) {
            EpochVersionRelease left = EpochVersionRelease.parse(a);
            EpochVersionRelease right = EpochVersionRelease.parse(b);
            int order = RpmVersionOrder.compareNumbers(left.epoch(), right.epoch());
            if (order == 0) {
                order = PacmanVersionOrder.compare(left.version(), right.version());
            }
            return order == 0 && left.release() != null && right.release() != null
                    ? PacmanVersionOrder.compare(left.release(), right.release())
                    : order;
        }
    }
}
