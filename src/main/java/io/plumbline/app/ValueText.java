package io.plumbline.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;

/** The one spelling of each value in CSV and JSON. */
final class ValueText {

  private static final JsonFactory JSON = new JsonFactory();

  private ValueText() {}

  /** The text of a value that is not null; lists and maps are JSON. */
  static String of(Object value) {
    if (value instanceof Double number) {
      return number(number);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = JSON.createGenerator(text)) {
        writeJson(json, value);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return text.toString();
    }
    return value.toString();
  }

  /**
   * The fewest digits that read back as the same double, without exponent from 0.0000001 up to
   * 1e21, and always with a decimal point: {@code 0.1}, {@code 3.0}, {@code 2.5E-9}. {@link
   * Double#toString} differs between Java versions; this does not. {@code NaN} and infinities are
   * spelt as Java does.
   */
  static String number(double value) {
    if (value == 0.0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal shortest = exact;
    for (int digits = 15; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits));
      if (shortest.doubleValue() == value) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    double size = Math.abs(value);
    if (size >= 1e-7 && size < 1e21) {
      return (shortest.scale() < 1 ? shortest.setScale(1) : shortest).toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + "."
        + (digits.length() > 1 ? digits.substring(1) : "0")
        + "E"
        + exponent;
  }

  /** Writes a value as JSON; {@code NaN} and infinities, which JSON has not, become null. */
  static void writeJson(JsonGenerator json, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Double number) {
      if (Double.isNaN(number) || Double.isInfinite(number)) {
        json.writeNull();
      } else {
        json.writeNumber(number(number));
      }
    } else if (value instanceof Number number) {
      json.writeNumber(of(number));
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        writeJson(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(of(entry.getKey()));
        writeJson(json, entry.getValue());
      }
      json.writeEndObject();
    } else {
      json.writeString(of(value));
    }
  }
}
