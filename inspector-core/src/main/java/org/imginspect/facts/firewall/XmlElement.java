package org.imginspect.facts.firewall;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * An element of one of firewalld's files.
 *
 * @param text the characters directly in it, blanks at both ends taken off
 */
record XmlElement(String name, Map<String, String> attributes, List<XmlElement> children, String text, Place place) {
    private static final int MOST_ELEMENTS = 100_000;
    private static final int DEEPEST = 32;

    /** An attribute; empty text if it is not there. */
    String attribute(String key) {
        return attributes.getOrDefault(key, "");
    }

    /** The children of this name. */
    List<XmlElement> all(String child) {
        List<XmlElement> found = new ArrayList<>();
        for (XmlElement each : children) {
            if (each.name.equals(child)) {
                found.add(each);
            }
        }
        return found;
    }

    Optional<XmlElement> first(String child) {
        for (XmlElement each : children) {
            if (each.name.equals(child)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** The root of a file; empty if there is no such file. */
    static Optional<XmlElement> read(GuestTree tree, GuestPath file) throws ImageException {
        Optional<byte[]> content = tree.bytes(file);
        return content.isEmpty() ? Optional.empty() : Optional.of(parse(content.get(), file));
    }

    private static XmlElement parse(byte[] content, GuestPath file) throws UnsupportedFeatureException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        // Nothing outside of the file is read, and no entity of its own is put in.
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Deque<XmlElement> open = new ArrayDeque<>();
        Deque<StringBuilder> texts = new ArrayDeque<>();
        int count = 0;
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(content));
            while (reader.hasNext()) {
                int event = reader.next();
                Place place = new Place(file, Math.max(1, reader.getLocation().getLineNumber()));
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (++count > MOST_ELEMENTS || open.size() >= DEEPEST) {
                        throw new UnsupportedFeatureException(
                                "firewalld: more than " + MOST_ELEMENTS + " elements, or " + DEEPEST
                                        + " levels of them",
                                place.toString());
                    }
                    Map<String, String> attributes = new HashMap<>();
                    for (int i = 0; i < reader.getAttributeCount(); i++) {
                        attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
                    }
                    open.push(new XmlElement(reader.getLocalName(), attributes, new ArrayList<>(), "", place));
                    texts.push(new StringBuilder());
                } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                    if (!texts.isEmpty()) {
                        texts.element().append(reader.getText());
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    XmlElement bare = open.pop();
                    String text = texts.pop().toString().strip();
                    XmlElement element = new XmlElement(bare.name, bare.attributes, bare.children, text, bare.place);
                    if (open.isEmpty()) {
                        return element;
                    }
                    open.element().children.add(element);
                }
            }
        } catch (XMLStreamException | RuntimeException e) {
            // The JDK's parser throws both on bytes that are no XML. Neither is a pass.
            throw new UnsupportedFeatureException("firewalld: not well-formed XML", file.toString(), e);
        }
        throw new UnsupportedFeatureException("firewalld: no XML element", file.toString());
    }
}
