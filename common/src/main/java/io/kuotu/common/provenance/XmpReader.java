package io.kuotu.common.provenance;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads marks out of XMP packets, whichever program wrote them last: properties may be elements or
 * attributes. Only those of the picture itself count, not those of its regions.
 */
final class XmpReader {
    private static final QName RDF = new QName(Xmp.RDF, "RDF");
    private static final QName DESCRIPTION = new QName(Xmp.RDF, "Description");

    private final Map<QName, String> properties = new HashMap<>();
    private final Deque<QName> path = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();

    private XmpReader() {}

    /** Throws {@link IllegalArgumentException} for what is no XMP, or says a thing twice. */
    static Mark read(byte[] packet) {
        XmpReader reader = new XmpReader();
        try {
            reader.readAll(factory().createXMLStreamReader(new ByteArrayInputStream(packet)));
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("the XMP cannot be read: " + e.getMessage(), e);
        }
        return new Mark(
                reader.property(Xmp.IPTC, "DigitalSourceType"),
                reader.property(Xmp.KUOTU, "claim"),
                reader.property(Xmp.KUOTU, "signature"));
    }

    /** A picture from anywhere must not make us read anything else. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    private Optional<String> property(String namespace, String name) {
        return Optional.ofNullable(properties.get(new QName(namespace, name)));
    }

    private void readAll(XMLStreamReader xml) throws XMLStreamException {
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> begin(xml);
                case XMLStreamConstants.CHARACTERS -> text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> end();
                default -> {} // comments, processing instructions
            }
        }
    }

    private void begin(XMLStreamReader xml) {
        path.push(xml.getName());
        text.setLength(0);
        if (isDescription()) {
            for (int i = 0; i < xml.getAttributeCount(); i++) {
                put(xml.getAttributeName(i), xml.getAttributeValue(i));
            }
        }
    }

    private void end() {
        QName name = path.pop();
        if (isDescription()) {
            put(name, text.toString().strip());
        }
        text.setLength(0);
    }

    /** Whether the innermost open element is one that describes the picture itself. */
    private boolean isDescription() {
        if (path.size() < 2 || !DESCRIPTION.equals(path.peek())) {
            return false;
        }
        return RDF.equals(path.stream().skip(1).findFirst().orElseThrow());
    }

    private void put(QName name, String value) {
        String before = properties.putIfAbsent(name, value);
        boolean ours = name.getNamespaceURI().equals(Xmp.KUOTU);
        if (before != null && ours && !before.equals(value)) {
            throw new IllegalArgumentException(
                    "the XMP has two different values of kuotu:" + name.getLocalPart());
        }
    }
}
