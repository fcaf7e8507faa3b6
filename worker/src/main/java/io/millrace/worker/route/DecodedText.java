package io.millrace.worker.route;

import io.millrace.worker.row.ByteBuilder;
import io.millrace.worker.row.JsonText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text in a character set other than UTF-8. A value with bytes that are no character in Java's set
 * is written in hexadecimal digits as a whole, so that two different values never become one key.
 */
final class DecodedText implements KeyValue {
  private static final int MAX_UTF8_BYTES_A_CHAR = 3;

  private final CharsetDecoder decoder;
  private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private CharBuffer chars = CharBuffer.allocate(0);
  private ByteBuffer utf8 = ByteBuffer.allocate(0);

  DecodedText(Charset charset) {
    decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  @Override
  public void write(byte[] source, int from, int length, ByteBuilder json) {
    reserve(length);
    bytes.clear();
    bytes.put(source, from, length).flip();
    chars.clear();
    decoder.reset();
    if (decoder.decode(bytes, chars, true).isError() || decoder.flush(chars).isError()) {
      JsonText.putHex(json, source, from, length);
      return;
    }
    chars.flip();
    utf8.clear();
    encoder.reset();
    if (encoder.encode(chars, utf8, true).isError()) {
      JsonText.putHex(json, source, from, length);
      return;
    }
    JsonText.putEscaped(json, utf8.array(), 0, utf8.position());
  }

  private void reserve(int length) {
    if (bytes.capacity() >= length) {
      return;
    }
    int room = Math.max(64, length * 2);
    int charRoom = (int) Math.ceil(room * (double) decoder.maxCharsPerByte());
    bytes = ByteBuffer.allocate(room);
    chars = CharBuffer.allocate(charRoom);
    utf8 = ByteBuffer.allocate(charRoom * MAX_UTF8_BYTES_A_CHAR);
  }
}
