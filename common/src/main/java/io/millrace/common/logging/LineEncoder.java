package io.millrace.common.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Writes {@code ts level logger msg} and the {@link LogFields} that are set: as text, a line for a
 * person, the stack trace below it; or as one JSON object a line. Called by any thread.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final ObjectMapper json = new ObjectMapper();
  private final boolean asJson;

  LineEncoder(boolean asJson) {
    this.asJson = asJson;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String line = asJson ? jsonLine(event) : textLine(event);
    return line.getBytes(StandardCharsets.UTF_8);
  }

  private String jsonLine(ILoggingEvent event) {
    ObjectNode line = json.createObjectNode();
    line.put("ts", time(event));
    line.put("level", event.getLevel().toString());
    line.put("logger", event.getLoggerName());
    line.put("msg", event.getFormattedMessage());
    Map<String, String> fields = event.getMDCPropertyMap();
    for (String name : LogFields.ALL) {
      if (fields.containsKey(name)) {
        line.put(name, fields.get(name));
      }
    }
    if (event.getThrowableProxy() != null) {
      line.put("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line + "\n";
  }

  private static String textLine(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(time(event))
        .append(' ')
        .append(String.format("%-5s", event.getLevel()))
        .append(' ')
        .append(event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1))
        .append(": ")
        .append(event.getFormattedMessage());
    Map<String, String> fields = event.getMDCPropertyMap();
    for (String name : LogFields.ALL) {
      if (fields.containsKey(name)) {
        line.append(' ').append(name).append('=').append(fields.get(name));
      }
    }
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString();
  }

  private static String time(ILoggingEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
