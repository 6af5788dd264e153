package org.imginspect.facts.advisories;

import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;

/** A walk over an XML document without document types and entities of its own; texts of unbounded length are never kept. */
final class XmlReader {
    private static final int DEPTH = 64;
    /** Longest text that is kept of an element. */
    private static final int TEXT_CHARACTERS = 64 * 1024;

    /** Shown each element. */
    interface Visitor {
        /** @param reader at the begin of the element, for its attributes */
        void begin(String name, XMLStreamReader reader) throws ImageException;

        /** @param text what stands directly in the element, without blanks around it */
        void end(String name, String text) throws ImageException;
    }

    private XmlReader() {}

    static void read(InputStream in, String where, Visitor visitor) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, baseUri, namespace) -> {
            throw new XMLStreamException("external entities are not read");
        });
        // The five entities that every document has count too, and a list of packages has many of them.
        factory.setProperty("http://www.oracle.com/xml/jaxp/properties/totalEntitySizeLimit", "0");
        factory.setProperty("http://www.oracle.com/xml/jaxp/properties/maxGeneralEntitySizeLimit", "0");
        factory.setProperty("http://www.oracle.com/xml/jaxp/properties/entityExpansionLimit", "0");
        InputStream kept = new KeptFailure(in);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(kept);
            try {
                walk(reader, where, visitor);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            IOException failure = ((KeptFailure) kept).failure;
            if (failure != null) {
                throw failure;
            }
            throw new DamagedImageException("xml: " + firstLine(String.valueOf(e.getMessage())), where, e);
        }
    }

    private static void walk(XMLStreamReader reader, String where, Visitor visitor)
            throws XMLStreamException, ImageException {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        boolean any = false;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamReader.START_ELEMENT -> {
                    any = true;
                    if (++depth > DEPTH) {
                        throw new DamagedImageException("xml: elements lie deeper than " + DEPTH, where);
                    }
                    text.setLength(0);
                    visitor.begin(reader.getLocalName(), reader);
                }
                case XMLStreamReader.END_ELEMENT -> {
                    depth--;
                    visitor.end(reader.getLocalName(), text.toString().strip());
                    text.setLength(0);
                }
                case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA -> {
                    int room = TEXT_CHARACTERS - text.length();
                    text.append(
                            reader.getTextCharacters(), reader.getTextStart(), Math.min(room, reader.getTextLength()));
                }
                case XMLStreamReader.DTD, XMLStreamReader.ENTITY_REFERENCE ->
                    throw new DamagedImageException("xml: a document type or an entity of its own", where);
                default -> {
                    // Comments, blanks, processing instructions.
                }
            }
        }
        if (!any) {
            throw new DamagedImageException("xml: there is no element", where);
        }
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /** The parser wraps what a stream throws; here it is to be had again. */
    private static final class KeptFailure extends InputStream {
        private final InputStream in;
        private @org.jspecify.annotations.Nullable IOException failure;

        KeptFailure(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int count = read(one, 0, 1);
            return count <= 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return in.read(into, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
