package org.imginspect.filesystem.fat;

import org.imginspect.filesystem.DamageContract;
import org.imginspect.filesystem.FileSystemFormat;
import org.junit.jupiter.api.Nested;

class FatDamageTest {
    private abstract static class OnFat extends DamageContract {
        @Override
        protected FileSystemFormat format() {
            return new FatFormat();
        }
    }

    @Nested
    class Fat12 extends OnFat {
        @Override
        protected String image() {
            return "fat/odd";
        }
    }

    @Nested
    class Fat16 extends OnFat {
        @Override
        protected String image() {
            return "fat/damage16";
        }
    }

    @Nested
    class Fat32 extends OnFat {
        @Override
        protected String image() {
            return "fat/damage32";
        }
    }
}
