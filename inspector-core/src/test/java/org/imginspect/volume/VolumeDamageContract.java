package org.imginspect.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.imginspect.error.ImageException;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What damage may do to any volume manager's metadata: sets come out, each member in exactly one of them, and what is read of the volumes is
 * bytes or an {@link ImageException}, in bounded time and memory.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class VolumeDamageContract {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Limits LIMITS =
            Limits.defaults().with(Limits.METADATA_TABLE_BYTES, 4 << 20).with(Limits.CACHE_BYTES, 1 << 20);

    private final VolumeFixture fixture = new VolumeFixture(archive());

    protected abstract VolumeFormat format();

    /** The fixture: group and name. */
    protected abstract String archive();

    /** The stretches of every disk that metadata lie in, as {@code {disk, from, to}}. */
    protected abstract List<Object[]> metadata();

    /** The bytes of a disk, for those who look for metadata in them. */
    protected final byte[] disk(String name) {
        return fixture.bytes(name);
    }

    protected final List<String> disks() {
        return fixture.names();
    }

    @Test
    void theDisksThemselvesAreSound() throws ImageException {
        int read = 0;
        for (VolumeSet set : format().assemble(fixture.members(format()), LIMITS)) {
            assertThat(set.failure()).isEmpty();
            for (LogicalVolume volume : set.volumes()) {
                read += volume.bytes().isPresent() ? 1 : 0;
            }
        }
        assertThat(read).isGreaterThan(2);
    }

    @Test
    void damageOfMetadataIsSurvived() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            Random random = new Random(1);
            for (Object[] stretch : metadata()) {
                String name = (String) stretch[0];
                byte[] disk = fixture.bytes(name);
                int from = (int) stretch[1];
                int to = (int) stretch[2];
                byte[] before = Arrays.copyOfRange(disk, from, to);
                for (int round = 0; round < 60; round++) {
                    int width = round % 3 == 0 ? 1 : round % 3 == 1 ? 4 : 8;
                    int at = usedPosition(disk, from, to - 8, random);
                    for (int i = at; i < at + width; i++) {
                        disk[i] = (byte)
                                (width == 1 ? disk[i] ^ 1 << random.nextInt(8) : width == 4 ? 0xff : random.nextInt());
                    }
                    mend(disk, from, to);
                    survive(name + ": " + width + " bytes at 0x" + Integer.toHexString(at), fixture.members(format()));
                    System.arraycopy(before, 0, disk, from, before.length);
                }
            }
        });
    }

    /** Puts checksums right again, where the format has some, so that damage gets behind them. */
    protected void mend(byte[] disk, int from, int to) {}

    @Test
    void truncationAnywhereIsSurvived() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (String name : fixture.names()) {
                for (int length = 0; length < fixture.bytes(name).length; length += length < 16384 ? 512 : 397 * 512) {
                    List<Member> members = new ArrayList<>(fixture.members(format()));
                    int index = fixture.names().indexOf(name);
                    members.set(
                            index, new Member(name, new ArraySource(Arrays.copyOf(fixture.bytes(name), length), name)));
                    survive(name + " truncated to " + length, members);
                }
            }
        });
    }

    private static int usedPosition(byte[] disk, int from, int to, Random random) {
        for (int tries = 0; tries < 100_000; tries++) {
            int at = from + random.nextInt(to - from);
            if (disk[at] != 0) {
                return at;
            }
        }
        return from;
    }

    private void survive(String what, List<Member> members) {
        try {
            List<Member> placed = new ArrayList<>();
            for (VolumeSet set : format().assemble(members, LIMITS)) {
                assertThat(set.members()).as(what).isNotEmpty();
                placed.addAll(set.members());
                assertThat(set.failure().isPresent() && !set.volumes().isEmpty())
                        .as(what)
                        .isFalse();
                for (LogicalVolume volume : set.volumes()) {
                    if (volume.holdsData()) {
                        assertThat(volume.bytes().isPresent())
                                .as(what)
                                .isNotEqualTo(volume.failure().isPresent());
                    }
                    if (volume.bytes().isPresent()) {
                        read(volume.bytes().get());
                    }
                }
            }
            assertThat(placed).as(what).containsExactlyInAnyOrderElementsOf(members);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what + " is answered by " + e, e);
        }
    }

    private static void read(ByteSource source) {
        try {
            byte[] piece = new byte[(int) Math.min(source.size(), 100_000)];
            source.readFully(0, piece, 0, piece.length);
            source.readFully(source.size() - piece.length, piece, 0, piece.length);
            long at = 0;
            for (int i = 0; i < 20 && at < source.size(); i++) {
                long data = source.nextData(at);
                assertThat(data).isBetween(at, source.size());
                at = Math.min(source.size(), data + source.size() / 16 + 1);
            }
        } catch (ImageException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
