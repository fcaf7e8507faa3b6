package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Raw calls of a coordinator's HTTP interface. No answer may hold a password. */
record Http(URI url, String token) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What came back. */
  record Answer(int status, JsonNode body, HttpHeaders headers) {
    /** A header; empty when it is not there. */
    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    /** An error with this code whose message has all of these words, and a remedy. */
    void assertError(int wantedStatus, String code, String... words) {
      assertThat(status).as("%s", body).isEqualTo(wantedStatus);
      Errors.assertNamed(body, code, words);
    }
  }

  Answer call(String method, String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    assertThat(answer.body()).doesNotContain(Source.PASSWORD);
    return new Answer(answer.statusCode(), JSON.readTree(answer.body()), answer.headers());
  }
}
