package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that are each as long as they may be, but not all at once. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UploadTest {

  private static final String REMARK = "#".repeat(30_000);
  private static final String LIST = REMARK + "\nno URL";

  @Test
  void thereIsSoMuchMemoryForAllUploads() throws Exception {
    try (Service service =
        Service.start(
            "link-checker.max-upload=40KB",
            "link-checker.max-uploads=48KB",
            "link-checker.upload-timeout=100s")) {
      SubmissionPublisher<ByteBuffer> unfinished = new SubmissionPublisher<>();
      HttpRequest.Builder upload =
          service
              .request("/api/checks")
              .header("Content-Type", "text/plain")
              .POST(BodyPublishers.fromPublisher(unfinished));
      CompletableFuture<HttpResponse<String>> first = service.sendAsync(upload);
      Awaitility.await().until(unfinished::hasSubscribers);
      unfinished.submit(ByteBuffer.wrap(REMARK.getBytes(StandardCharsets.US_ASCII)));
      Awaitility.await()
          .until(() -> service.post("text/plain", LIST).body().contains("other uploads"));
      HttpResponse<String> refused = service.post("text/plain", LIST);
      assertEquals(429, refused.statusCode());
      assertEquals("5", refused.headers().firstValue("Retry-After").orElseThrow());
      assertEquals(201, service.post("text/plain", "no URL").statusCode(), "there is room for it");

      unfinished.close();
      assertEquals(400, first.get(60, TimeUnit.SECONDS).statusCode(), "it has no URL");
      assertEquals(201, service.post("text/plain", LIST).statusCode());
      assertEquals(413, service.post("text/plain", LIST.repeat(2)).statusCode());
      assertEquals(201, service.post("text/plain", LIST).statusCode(), "all was given back");
    }
  }
}
