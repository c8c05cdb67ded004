package io.plumbline.simulate;

import java.util.List;
import java.util.Locale;

/** Invented names of accounts, and the lists that other text is drawn from. */
final class Names {

  static final List<String> SOURCES =
      List.of("inbound", "outbound", "referral", "event", "partner");

  private static final List<String> HEADS =
      List.of(
          "Vexo", "Tiru", "Brüg", "Ølma", "Quor", "Zenti", "Kasz", "Ñandu", "Fjor", "Łubi", "Pravo",
          "Émil", "Dask", "Hölz", "Ruvi", "Sçan", "Okta", "Wyrm", "Jelu", "Nimb");
  private static final List<String> TAILS =
      List.of(
          "mar", "lle", "tec", "vand", "stad", "nova", "rix", "dør", "plast", "werk", "lógia",
          "zka", "bau", "fonte", "hús", "lund", "gräf");
  private static final List<String> FORMS =
      List.of(
          " GmbH",
          " S.à r.l.",
          " A/S",
          " Kft.",
          ", Inc.",
          " & Söhne",
          " Oy",
          " \"Nord\" AB",
          " 株式会社",
          " Sp. z o.o.");

  private Names() {}

  static String account(int index) {
    int count = HEADS.size() * TAILS.size();
    // 137 is coprime to the number of pairs, so that neighbours differ and none repeats early.
    int pair = (int) (index * 137L % count);
    int round = index / count;
    String form = FORMS.get((index + round) % FORMS.size());
    String number = round == 0 ? "" : " " + (round + 1);
    return HEADS.get(pair % HEADS.size()) + TAILS.get(pair / HEADS.size()) + number + form;
  }

  static String accountId(int index) {
    return String.format(Locale.ROOT, "A-%06d", index + 1);
  }

  static String ownerId(int index) {
    return String.format(Locale.ROOT, "U-%02d", index + 1);
  }
}
