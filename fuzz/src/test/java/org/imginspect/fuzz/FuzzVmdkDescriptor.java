package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.OtherFiles;
import org.imginspect.image.vmdk.VmdkFormat;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;

/** A descriptor, whose extents and parent are there whatever they are called. */
class FuzzVmdkDescriptor {
    private static final String FIRST_LINE = "# Disk DescriptorFile\n";
    private static final int FILE_BYTES = 4096;

    @FuzzTest(maxDuration = "2m")
    void text(byte[] bytes) {
        byte[] first = FIRST_LINE.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] all = new byte[first.length + bytes.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(bytes, 0, all, first.length, bytes.length);
        try {
            FuzzVmdk.read(new VmdkFormat().open(new ArraySource(all, "fuzz.vmdk"), new Anything(), FuzzVmdk.LIMITS));
        } catch (ImageException e) {
            // Refused.
        }
    }

    private static final class Anything implements OtherFiles {
        private int opened;

        @Override
        public ByteSource bytes(String name, String role) throws ImageException {
            if (opened++ > 100) {
                throw new ImageReadException("enough", name);
            }
            return new ArraySource(new byte[FILE_BYTES], name);
        }

        @Override
        public DiskImage parent(String name, String role, String format) {
            return new DiskImage(
                    format,
                    1,
                    new ArraySource(new byte[FILE_BYTES], name),
                    List.of(),
                    false,
                    false,
                    OptionalLong.empty(),
                    "",
                    Optional.empty(),
                    List.of(),
                    Optional.of("12345678"),
                    OptionalInt.empty());
        }
    }
}
