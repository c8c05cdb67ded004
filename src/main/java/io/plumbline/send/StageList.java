package io.plumbline.send;

import io.plumbline.error.Errors;
import java.io.ByteArrayInputStream;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the percentages out of a {@code StandardValueSet}, and the version out of a package.xml.
 */
final class StageList {

  private StageList() {}

  /** API name to percent. */
  static SortedMap<String, String> percents(byte[] xml) {
    SortedMap<String, String> percents = new TreeMap<>();
    String[] name = {""};
    elements(
        xml,
        (element, text) -> {
          if (element.equals("fullName")) {
            name[0] = text;
          } else if (element.equals("probability")) {
            percents.put(name[0], text);
          }
        });
    return percents;
  }

  /** The API version, such as {@code 60.0}; empty where there is none. */
  static String apiVersion(byte[] xml) {
    String[] version = {""};
    elements(
        xml,
        (element, text) -> {
          if (element.equals("version")) {
            version[0] = text;
          }
        });
    return version[0].matches("[0-9]{2,3}\\.0") ? version[0] : "";
  }

  /** Takes an element that holds text only. */
  @FunctionalInterface
  private interface Taker {
    void take(String element, String text);
  }

  private static void elements(byte[] xml, Taker taker) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
      String element = "";
      String text = "";
      while (reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          element = reader.getLocalName();
          text = "";
        } else if (event == XMLStreamConstants.CHARACTERS) {
          text = reader.getText();
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          if (reader.getLocalName().equals(element)) {
            taker.take(element, text.strip());
          }
          element = "";
        }
      }
      reader.close();
    } catch (XMLStreamException broken) {
      throw Errors.inputUnreadable("the metadata of the package", broken);
    }
  }
}
