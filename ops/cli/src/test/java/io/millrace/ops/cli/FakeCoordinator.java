package io.millrace.ops.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers requests with prepared texts; the last answer of a path is given again. */
final class FakeCoordinator implements AutoCloseable {
  private record Answer(int status, String body) {}

  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  FakeCoordinator() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          requests.add(request);
          tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          Answer answer = next(request);
          byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private Answer next(String request) {
    Deque<Answer> prepared = answers.getOrDefault(request, new ArrayDeque<>());
    synchronized (prepared) {
      if (prepared.isEmpty()) {
        return new Answer(404, "{\"code\":\"NOT_FOUND\",\"message\":\"no answer prepared\"}");
      }
      return prepared.size() == 1 ? prepared.peek() : prepared.poll();
    }
  }

  FakeCoordinator answer(String request, int status, String body) {
    answers
        .computeIfAbsent(request, r -> new ArrayDeque<>())
        .add(new Answer(status, body.replace('\'', '"')));
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<String> requests() {
    return requests;
  }

  List<String> tokens() {
    return tokens;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
