package io.flatnet.lab.bench.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class GrowthTest {

  @Test
  void fit_ofALogarithm_isItsFactor() {
    Growth growth = growth(leases -> 30 * Math.log(leases) / Math.log(2));

    assertThat(growth.fit()).isCloseTo(30, within(1e-9));
    assertThat(growth.timeBeyondLogarithm()).isCloseTo(1, within(1e-9));
    assertThat(growth.bytesBeyondLogarithm()).isCloseTo(1, within(1e-9));
  }

  @Test
  void beyondLogarithm_ofWhatDoesNotGrow_isBelowOne() {
    assertThat(growth(leases -> 700).timeBeyondLogarithm()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void beyondLogarithm_ofALine_isFarAboveOne() {
    assertThat(growth(leases -> leases).timeBeyondLogarithm()).isCloseTo(500, within(1e-6));
  }

  @Test
  void growth_ofOnePoint_isRefused() {
    assertThatThrownBy(() -> new Growth(List.of(new Growth.Point(1_000, new Score(1, 1, 1, 1)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"1\" points");
  }

  @Test
  void draw_ofThreePoints_isWellFormedWithADotForEachOfBoth() throws Exception {
    String svg =
        GrowthPlot.draw(
            growth(leases -> 100 * Math.log10(leases)),
            growth(leases -> leases),
            "2 x <CPU> & more");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));

    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(6);
    // 1,000, 31,623 and 1,000,000 are evenly spaced on a logarithmic axis between 70 and 710.
    assertThat(
            Stream.of(0, 1, 2)
                .map(
                    i ->
                        document
                            .getElementsByTagName("circle")
                            .item(i)
                            .getAttributes()
                            .getNamedItem("cx")
                            .getNodeValue()))
        .containsExactly("70.0", "390.0", "710.0");
    assertThat(document.getDocumentElement().getTextContent()).contains("2 x <CPU> & more");
  }

  @Test
  void niceStep_isTheNextRoundNumber() {
    assertThat(GrowthPlot.niceStep(1)).isEqualTo(1);
    assertThat(GrowthPlot.niceStep(130)).isEqualTo(200);
    assertThat(GrowthPlot.niceStep(201)).isEqualTo(250);
    assertThat(GrowthPlot.niceStep(7_000)).isEqualTo(10_000);
  }

  private static Growth growth(DoubleUnaryOperator nanos) {
    return new Growth(
        Stream.of(1_000, 31_623, 1_000_000)
            .map(
                leases -> {
                  double value = nanos.applyAsDouble(leases);
                  return new Growth.Point(
                      leases, new Score(value, value * 0.9, value * 1.2, value));
                })
            .toList());
  }
}
