package io.plumbline.send;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Optional;

/** How a notice is written. */
public enum NoticeFormat {
  /**
   * For programs: {@code {"schema":"plumbline.notice/1","kind":"proposed","version":"...",
   * "as_of":"2026-03-31","title":"...","movements":[{"pipeline":"default","stage":"Proposal",
   * "before":0.5,"after":0.37}],"money":{"before":1000.00,"after":900.00,"currency":"EUR"},
   * "link":"https://..."}}. Confidences are 0 to 1; {@code money} and {@code link} may be absent.
   */
  JSON {
    @Override
    byte[] body(Notice notice) {
      ObjectNode node = Json.object();
      node.put("schema", "plumbline.notice/1");
      node.put("kind", notice.kind().label());
      node.put("version", notice.version());
      node.put("as_of", notice.asOf().toString());
      node.put("title", notice.title());
      var movements = node.putArray("movements");
      notice
          .movements()
          .forEach(
              movement ->
                  movements
                      .addObject()
                      .put("pipeline", movement.pipeline())
                      .put("stage", movement.stage())
                      .put("before", movement.before())
                      .put("after", movement.after()));
      notice
          .money()
          .ifPresent(
              money ->
                  node.putObject("money")
                      .put("before", money.before())
                      .put("after", money.after())
                      .put("currency", money.currency()));
      notice.link().ifPresent(link -> node.put("link", link.toString()));
      return Json.bytes(node);
    }
  },

  /**
   * For Slack and what takes its incoming webhooks: {@code {"text":"..."}} in mrkdwn, with {@code
   * &}, {@code <} and {@code >} escaped so that no text can be a link or call a channel.
   */
  SLACK {
    @Override
    byte[] body(Notice notice) {
      StringBuilder text = new StringBuilder();
      text.append('*').append(escaped(notice.title())).append("*\n");
      text.append(capital(notice.kind().label()))
          .append(", version ")
          .append(escaped(notice.version()))
          .append(", as of ")
          .append(notice.asOf());
      for (Movement movement : notice.movements()) {
        text.append("\n\u2022 ")
            .append(escaped(movement.pipeline()))
            .append(" / ")
            .append(escaped(movement.stage()))
            .append(": ")
            .append(percent(movement.before()))
            .append(" \u2192 ")
            .append(percent(movement.after()));
      }
      notice
          .money()
          .ifPresent(
              money ->
                  text.append("\nOpen pipeline, weighted: ")
                      .append(amount(money.before()))
                      .append(" \u2192 ")
                      .append(amount(money.after()))
                      .append(' ')
                      .append(escaped(money.currency())));
      linkText(notice).ifPresent(link -> text.append('\n').append(link));
      return Json.bytes(Json.object().put("text", text.toString()));
    }
  };

  abstract byte[] body(Notice notice);

  private static Optional<String> linkText(Notice notice) {
    return notice
        .link()
        .map(link -> "<" + escaped(link.toString()).replace("|", "%7C") + "|Report>");
  }

  /**
   * As https://docs.slack.dev/messaging/formatting-message-text says: these three and no others.
   */
  private static String escaped(String text) {
    return Words.safe(text, 200).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(share)
            .movePointRight(2)
            .setScale(1, RoundingMode.HALF_UP)
            .toPlainString()
        + " %";
  }

  private static String amount(BigDecimal money) {
    return new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(money.setScale(0, RoundingMode.HALF_UP));
  }
}
