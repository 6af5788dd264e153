package org.imginspect.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a profile or settings file. */
final class SourceFile {
    private static final int MOST_BYTES = 1 << 20;

    private SourceFile() {}

    static String resource(String name) {
        try (InputStream stream = SourceFile.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name, e);
        }
    }

    /**
     * A host file's text.
     *
     * @throws ProfileNotFoundException if it cannot be read
     * @throws InvalidProfileException if it is too large or no UTF-8
     */
    static String read(Path file) {
        byte[] bytes;
        if (Files.isDirectory(file)) {
            throw new ProfileNotFoundException(file + " is a directory, expected a file");
        }
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new ProfileNotFoundException("there is no file " + file);
        } catch (AccessDeniedException e) {
            throw new ProfileNotFoundException(file + " cannot be read: permission denied");
        } catch (IOException e) {
            throw new ProfileNotFoundException(file + " cannot be read: " + e.getMessage());
        }
        if (bytes.length > MOST_BYTES) {
            throw new InvalidProfileException(file + ": has more than " + MOST_BYTES + " bytes");
        }
        return text(bytes, file);
    }

    private static String text(byte[] bytes, Path file) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new InvalidProfileException(file + ":" + line + ": found the byte 0x"
                    + Integer.toHexString(bytes[in.position()] & 0xff) + ", expected UTF-8");
        }
        out.flip();
        return out.length() > 0 && out.charAt(0) == '\uFEFF'
                ? out.subSequence(1, out.length()).toString()
                : out.toString();
    }
}
