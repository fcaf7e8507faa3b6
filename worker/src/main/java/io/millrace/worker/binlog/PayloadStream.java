package io.millrace.worker.binlog;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The content of a TRANSACTION_PAYLOAD event (MySQL's codecs, "transaction_payload"): fields of a
 * type, a length and a value up to an end mark, then the compressed events.
 */
final class PayloadStream {
  private static final int END_MARK = 0;
  private static final int COMPRESSION = 2;
  private static final int ZSTD = 0;
  private static final int NONE = 255;

  private PayloadStream() {}

  static InputStream open(BinlogEvent payload) throws IOException {
    BodyCursor body = new BodyCursor(payload);
    long compression = NONE;
    for (int field = (int) body.packed(); field != END_MARK; field = (int) body.packed()) {
      int length = (int) body.packed();
      BodyCursor value = body.slice(length);
      if (field == COMPRESSION) {
        compression = value.packed();
      }
    }
    InputStream raw = new ByteArrayInputStream(payload.body(), body.at(), body.left());
    if (compression == NONE) {
      return raw;
    }
    if (compression == ZSTD) {
      return new ZstdInputStreamNoFinalizer(raw);
    }
    throw new MillraceException(
        ErrorCode.SOURCE_ERROR,
        "Reading the binlog: the transaction at "
            + payload.startPlace()
            + " is compressed by method "
            + compression
            + ", which this version does not know");
  }
}
