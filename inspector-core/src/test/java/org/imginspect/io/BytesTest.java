package org.imginspect.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.imginspect.error.DamagedImageException;
import org.junit.jupiter.api.Test;

final class BytesTest {
    private static final byte[] RAW = new byte[32];

    static {
        for (int i = 0; i < RAW.length; i++) {
            RAW[i] = (byte) (0xf0 + i);
        }
    }

    @Test
    void numbersAgreeWithByteBuffer() throws DamagedImageException {
        Bytes bytes = new Bytes(RAW, "disk", 0x1000);
        ByteBuffer le = ByteBuffer.wrap(RAW).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer be = ByteBuffer.wrap(RAW).order(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i <= RAW.length - 8; i++) {
            assertThat(bytes.u8(i)).isEqualTo(Byte.toUnsignedInt(RAW[i]));
            assertThat(bytes.le16(i)).isEqualTo(Short.toUnsignedInt(le.getShort(i)));
            assertThat(bytes.be16(i)).isEqualTo(Short.toUnsignedInt(be.getShort(i)));
            assertThat(bytes.le32(i)).isEqualTo(Integer.toUnsignedLong(le.getInt(i)));
            assertThat(bytes.be32(i)).isEqualTo(Integer.toUnsignedLong(be.getInt(i)));
            assertThat(bytes.le64(i)).isEqualTo(le.getLong(i));
            assertThat(bytes.be64(i)).isEqualTo(be.getLong(i));
        }
    }

    @Test
    void aFieldBehindTheEndIsDamageWithItsPlace() {
        Bytes bytes = new Bytes(RAW, "disk > gpt:1", 0x400);
        assertThatThrownBy(() -> bytes.le32(29))
                .isInstanceOf(DamagedImageException.class)
                .hasMessage("record of 32 bytes ends before its field of 4 bytes at 29 [disk > gpt:1 @ 0x400]");
        assertThatThrownBy(() -> bytes.u8(-1)).isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> bytes.slice(30, Integer.MAX_VALUE)).isInstanceOf(DamagedImageException.class);
    }

    @Test
    void slicesKeepTheirPlace() throws DamagedImageException {
        Bytes slice = new Bytes(RAW, "disk", 0x400).slice(8, 8).slice(4, 4);
        assertThat(slice.length()).isEqualTo(4);
        assertThat(slice.positionOf(1)).isEqualTo(0x40d);
        assertThat(slice.u8(0)).isEqualTo(0xfc);
        assertThatThrownBy(() -> slice.u8(4)).isInstanceOf(DamagedImageException.class);
        assertThat(slice.damaged("odd", 2)).hasMessage("odd [disk @ 0x40e]");
    }

    @Test
    void sizesBeyondSixtyThreeBitsAreRefused() throws DamagedImageException {
        byte[] raw = new byte[8];
        raw[7] = (byte) 0x80;
        assertThatThrownBy(() -> new Bytes(raw, "disk", 0).le64Size(0, "i_size"))
                .hasMessage("i_size 0x8000000000000000 exceeds 2^63 - 1 [disk @ 0x0]");
        raw[7] = 0x7f;
        assertThat(new Bytes(raw, "disk", 0).le64Size(0, "i_size")).isEqualTo(0x7fL << 56);
    }
}
