package io.millrace.ops.cli.task;

import io.millrace.ops.cli.UsageException;
import io.millrace.ops.cli.api.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where the coordinator is and who asks. */
final class Connection {
  @Option(
      names = "--url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "The coordinator's address (environment MILLRACE_URL, http://127.0.0.1:8080).")
  private String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "A file that holds the token; else the environment variable MILLRACE_TOKEN.")
  private Path tokenFile;

  /** A client for the options given. */
  ApiClient client(Map<String, String> environment) {
    String address =
        url != null ? url : environment.getOrDefault("MILLRACE_URL", "http://127.0.0.1:8080");
    return new ApiClient(parsed(address), token(environment));
  }

  private static URI parsed(String address) {
    try {
      URI uri = URI.create(address);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw notAnAddress(address);
    }
    throw notAnAddress(address);
  }

  private static UsageException notAnAddress(String address) {
    return new UsageException(
        "'" + address + "' is no coordinator address; write one as http://127.0.0.1:8080.");
  }

  private String token(Map<String, String> environment) {
    if (tokenFile == null) {
      return environment.getOrDefault("MILLRACE_TOKEN", "").strip();
    }
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new UsageException("The token file " + tokenFile + " cannot be read: " + e);
    }
  }
}
