package org.imginspect.image.vmdk;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * What an OVF descriptor says of disks: {@code Envelope/References/File} (id, href, compression, chunkSize) and
 * {@code Envelope/DiskSection/Disk} (diskId, fileRef). Nothing else is looked at. A document type is refused: it may name files, and
 * OVF has none.
 */
final class OvaDescriptor {
    private static final int DEPTH_MAX = 100;
    /** 1.x and 2.x, and what ovftool wrote before 1.0 */
    private static final String NAMESPACE_PART = "/ovf/envelope";

    /**
     * A disk that comes in a file.
     *
     * @param href the file
     * @param compression {@code gzip} and the like; empty if there is none
     * @param chunked whether the file is in pieces
     */
    record Disk(String id, String href, String compression, boolean chunked) {}

    private OvaDescriptor() {}

    /** The disks in the descriptor's order, without those that are empty at first. */
    static List<Disk> disks(ByteSource ovf) throws ImageException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        // Characters, not bytes: of bad bytes the reader tells the console itself.
        String text = text(ovf);
        try {
            return disks(factory.createXMLStreamReader(new StringReader(text)), ovf.describe());
        } catch (XMLStreamException | RuntimeException e) {
            // The reader's own exceptions are not all declared.
            throw new DamagedImageException("ova: the OVF descriptor is no XML: " + e.getMessage(), ovf.describe(), e);
        }
    }

    private static String text(ByteSource ovf) throws ImageException {
        ByteBuffer bytes = ByteBuffer.wrap(ovf.read(0, (int) ovf.size()).copy(0, (int) ovf.size()));
        boolean wide =
                bytes.remaining() >= 2 && (bytes.getShort(0) == (short) 0xfeff || bytes.getShort(0) == (short) 0xfffe);
        try {
            String text = (wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8)
                    .newDecoder()
                    .decode(bytes)
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new DamagedImageException(
                    "ova: the OVF descriptor is no UTF-8, which OVF descriptors are written in", ovf.describe(), e);
        }
    }

    private static List<Disk> disks(XMLStreamReader reader, String where) throws XMLStreamException, ImageException {
        Map<String, Disk> files = new HashMap<>();
        List<String[]> references = new ArrayList<>();
        int depth = 0;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new DamagedImageException("ova: the OVF descriptor has a document type", where);
            }
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (++depth > DEPTH_MAX) {
                throw new DamagedImageException(
                        "ova: elements of the OVF descriptor nest deeper than " + DEPTH_MAX, where);
            }
            if (depth == 1 && !reader.getLocalName().equals("Envelope")) {
                throw new DamagedImageException(
                        "ova: the OVF descriptor is a '" + reader.getLocalName() + "', no Envelope", where);
            }
            if (depth != 3) {
                continue;
            }
            if (reader.getLocalName().equals("File")) {
                String id = required(reader, "id", where);
                String compression = attribute(reader, "compression");
                Disk file = new Disk(
                        id,
                        required(reader, "href", where),
                        compression == null || compression.equals("identity") ? "" : compression,
                        attribute(reader, "chunkSize") != null);
                if (files.put(id, file) != null) {
                    throw new DamagedImageException("ova: the OVF descriptor has the file '" + id + "' twice", where);
                }
            } else if (reader.getLocalName().equals("Disk")) {
                String reference = attribute(reader, "fileRef");
                if (reference != null) {
                    references.add(new String[] {required(reader, "diskId", where), reference});
                }
            }
        }
        List<Disk> disks = new ArrayList<>();
        for (String[] reference : references) {
            Disk file = files.get(reference[1]);
            if (file == null) {
                throw new DamagedImageException(
                        "ova: the disk '" + reference[0] + "' is in the file '" + reference[1]
                                + "', which the OVF descriptor does not have",
                        where);
            }
            disks.add(new Disk(reference[0], file.href, file.compression, file.chunked));
        }
        return disks;
    }

    private static String required(XMLStreamReader reader, String name, String where) throws ImageException {
        String value = attribute(reader, name);
        if (value == null) {
            throw new DamagedImageException(
                    "ova: a " + reader.getLocalName() + " of the OVF descriptor has no " + name, where);
        }
        return value;
    }

    /** The attribute in OVF's namespace, or in none. */
    private static @Nullable String attribute(XMLStreamReader reader, String name) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String space = reader.getAttributeNamespace(i);
            if (reader.getAttributeLocalName(i).equals(name)
                    && (space == null || space.isEmpty() || space.contains(NAMESPACE_PART))) {
                return reader.getAttributeValue(i);
            }
        }
        return null;
    }
}
