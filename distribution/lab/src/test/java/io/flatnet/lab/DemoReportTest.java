package io.flatnet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoReportTest {
  private static final PodRow POD =
      new PodRow("default", "web-1", "lab-v4", "10.7.0.2", "02:00:00:00:00:01", "eth1", "ok");

  private static final Denial DENIAL = new Denial("default/outside", "10.99.0.1", "denied");

  @Test
  void toJson_hasTheNamesOfTheDesign() throws Exception {
    JsonNode json = new ObjectMapper().readTree(new DemoReport(List.of(POD), DENIAL, 4.5).toJson());

    assertThat(json.fieldNames()).toIterable().containsExactly("pods", "denied", "seconds");
    assertThat(json.path("pods").path(0).fieldNames())
        .toIterable()
        .containsExactly("namespace", "name", "subnet", "address", "mac", "interface", "ping");
    assertThat(json.path("pods").path(0).path("interface").asText()).isEqualTo("eth1");
    assertThat(json.path("denied").fieldNames())
        .toIterable()
        .containsExactly("pod", "asked", "message");
    assertThat(json.path("seconds").asDouble()).isEqualTo(4.5);
  }

  @Test
  void table_alignsItsColumns() {
    String table = DemoReport.table(List.of(POD));

    assertThat(table.lines())
        .containsExactly(
            "POD            SUBNET  ADDRESS   MAC                INTERFACE  PING",
            "default/web-1  lab-v4  10.7.0.2  02:00:00:00:00:01  eth1       ok");
  }
}
