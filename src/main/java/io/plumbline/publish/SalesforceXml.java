package io.plumbline.publish;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The two files of a Salesforce metadata deployment that sets the stages of opportunities (Metadata
 * API, types StandardValueSet and Package).
 */
final class SalesforceXml {

  private static final String NAMESPACE = "http://soap.sforce.com/2006/04/metadata";

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;

  private SalesforceXml() throws XMLStreamException {
    xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
  }

  /** The manifest of the deployment. */
  static String manifest(String apiVersion) {
    return document(
        "Package",
        file -> {
          file.open("types");
          file.element("members", "OpportunityStage");
          file.element("name", "StandardValueSet");
          file.close(1);
          file.element("version", apiVersion);
        });
  }

  /**
   * The complete stage list.
   *
   * @param percent the percentage of each stage, whole
   */
  static String valueSet(List<StageValue> stages, Function<StageValue, BigDecimal> percent) {
    return document(
        "StandardValueSet",
        file -> {
          file.element("sorted", "false");
          for (StageValue stage : stages) {
            file.open("standardValue");
            file.inner("fullName", stage.stageId());
            file.inner("default", "false");
            file.inner("label", stage.label());
            file.inner("closed", String.valueOf(!stage.isOpen()));
            file.inner("forecastCategory", ForecastCategory.of(stage).orElseThrow());
            file.inner("probability", percent.apply(stage).toPlainString());
            file.inner("won", String.valueOf(stage.kind() == StageKind.WON));
            file.close(1);
          }
        });
  }

  /** Whether XML 1.0 can carry a text at all. */
  static boolean carries(String text) {
    return text.codePoints()
        .allMatch(
            point ->
                point == '\t'
                    || point == '\n'
                    || point == '\r'
                    || (point >= 0x20 && point <= 0xD7FF)
                    || (point >= 0xE000 && point <= 0xFFFD)
                    || point >= 0x10000);
  }

  private interface Body {
    void write(SalesforceXml file) throws XMLStreamException;
  }

  private static String document(String root, Body body) {
    try {
      SalesforceXml file = new SalesforceXml();
      file.xml.writeStartDocument("UTF-8", "1.0");
      file.xml.writeCharacters("\n");
      file.xml.writeStartElement(root);
      file.xml.writeDefaultNamespace(NAMESPACE);
      body.write(file);
      file.close(0);
      file.xml.writeCharacters("\n");
      file.xml.writeEndDocument();
      file.xml.close();
      return file.text.toString();
    } catch (XMLStreamException failure) {
      throw new IllegalStateException("Cannot write XML into memory.", failure);
    }
  }

  private void open(String name) throws XMLStreamException {
    indent(1);
    xml.writeStartElement(name);
  }

  private void close(int depth) throws XMLStreamException {
    indent(depth);
    xml.writeEndElement();
  }

  private void element(String name, String value) throws XMLStreamException {
    indent(1);
    leaf(name, value);
  }

  private void inner(String name, String value) throws XMLStreamException {
    indent(2);
    leaf(name, value);
  }

  /** A carriage return is written as a reference, for a parser makes a line feed of a plain one. */
  private void leaf(String name, String value) throws XMLStreamException {
    xml.writeStartElement(name);
    int start = 0;
    for (int end = value.indexOf('\r'); end >= 0; end = value.indexOf('\r', start)) {
      xml.writeCharacters(value.substring(start, end));
      xml.writeEntityRef("#xD");
      start = end + 1;
    }
    xml.writeCharacters(value.substring(start));
    xml.writeEndElement();
  }

  private void indent(int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "    ".repeat(depth));
  }
}
