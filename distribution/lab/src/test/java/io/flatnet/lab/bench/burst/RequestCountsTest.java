package io.flatnet.lab.bench.burst;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestCountsTest {
  private static final String BEFORE =
      """
      # TYPE apiserver_request_total counter
      apiserver_request_total{code="201",group="g",resource="flatnetworkips",scope="resource",subresource="",verb="POST",version="v1"} 2
      apiserver_request_total{code="200",group="g",resource="flatnetworkips",scope="resource",subresource="status",verb="PUT",version="v1"} 1
      """;
  private static final String AFTER =
      """
      apiserver_request_total{code="201",group="g",resource="flatnetworkips",scope="resource",subresource="",verb="POST",version="v1"} 1.002e+03
      apiserver_request_total{code="409",group="g",resource="flatnetworkips",scope="resource",subresource="",verb="POST",version="v1"} 5
      apiserver_request_total{code="200",group="g",resource="flatnetworkips",scope="resource",subresource="status",verb="PUT",version="v1"} 11
      apiserver_request_total{code="200",group="g",resource="flatnetworkips",scope="cluster",subresource="",verb="LIST",version="v1"} 77
      """;

  @Test
  void since_ofTwoScrapes_countsWritesOfAllCodesAndNoReads() {
    RequestCounts before = RequestCounts.parse(BEFORE);
    RequestCounts after = RequestCounts.parse(AFTER);

    assertThat(after.since(before, "POST flatnetworkips")).isEqualTo(1005);
    assertThat(after.since(before, "PUT flatnetworkips/status")).isEqualTo(10);
    assertThat(after.since(before, "LIST flatnetworkips", "PATCH pods")).isZero();
  }
}
