package io.gopool.examples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

@Timeout(60)
class SvgChartTest {

  @Test
  void isWellFormedWithABarForEachPeerTheShortestFirst() throws Exception {
    Document svg =
        parse(
            SvgChart.of(
                "a < b & c", List.of(score(Peer.TPE_ARRAY, 400), score(Peer.OURS_VIRTUAL, 100))));
    assertEquals("svg", svg.getDocumentElement().getTagName());
    assertEquals(
        "a < b & c (ns/task, less is better)",
        svg.getElementsByTagName("title").item(0).getTextContent());
    NodeList bars = svg.getElementsByTagName("rect");
    assertEquals(2, bars.getLength());
    assertEquals("ours", attribute(bars, 0, "class"));
    assertEquals("bounded", attribute(bars, 1, "class"));
    assertEquals(4, width(bars, 1) / width(bars, 0), 0.01);
  }

  @Test
  void everythingIsInsideThePicture() throws Exception {
    Document svg = parse(SvgChart.of("t", List.of(score(Peer.TPE_ARRAY, 123_456_789.0))));
    Element root = svg.getDocumentElement();
    NodeList bars = svg.getElementsByTagName("rect");
    double width = Double.parseDouble(root.getAttribute("width"));
    double height = Double.parseDouble(root.getAttribute("height"));
    double right = Double.parseDouble(attribute(bars, 0, "x")) + width(bars, 0);
    double bottom =
        Double.parseDouble(attribute(bars, 0, "y"))
            + Double.parseDouble(attribute(bars, 0, "height"));
    assertTrue(right < width && bottom <= height, right + " x " + bottom);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static String attribute(NodeList elements, int index, String name) {
    return ((Element) elements.item(index)).getAttribute(name);
  }

  private static double width(NodeList bars, int index) {
    return Double.parseDouble(attribute(bars, index, "width"));
  }

  private static Score score(Peer peer, double median) {
    return new Score("Load", "execute", peer, Map.of(Metric.TIME, new double[] {median}));
  }
}
