package io.plumbline.review;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowKeyTest {

  @Test
  void isPlainAsciiWithTheUsedPartsOnly() {
    RowKey key =
        new RowKey("Vertrieb Süd", "Proposal/Price Quote", "cell", "new", "", "", "a=b; c=d", "7+");

    assertThat(key.text())
        .isEqualTo(
            "cell:Vertrieb+S%C3%BCd/Proposal%2FPrice+Quote/customer_type=new"
                + "/attributes=a%3Db%3B+c%3Dd/age_band=7%2B");
    assertThat(RowKey.of(key.text())).contains(key);
  }

  @Test
  void tellsApartWhatDiffersInOnePartOnly() {
    RowKey stage = new RowKey("p", "s", "stage", "", "", "", "", "");
    RowKey product = new RowKey("p", "s", "product", "", "", "x", "", "");
    RowKey attribute = new RowKey("p", "s", "product", "", "", "", "x", "");

    assertThat(stage.text()).isEqualTo("stage:p/s");
    assertThat(product.text()).isNotEqualTo(attribute.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "stage",
        "stage:p",
        "stage:p/s/x",
        "stage:p/s/colour=red",
        "stage:p/s%",
        "stage:p/s%zz",
        "stage:p/s/age_band=",
        "stage:p/s/age_band=1/customer_type=new",
        "stage:p/Süd",
        "40"
      })
  void refusesWhatIsNoKey(String text) {
    assertThat(RowKey.of(text)).isEmpty();
  }
}
