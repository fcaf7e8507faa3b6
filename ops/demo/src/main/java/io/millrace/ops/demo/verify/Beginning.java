package io.millrace.ops.demo.verify;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;

/**
 * An UPDATE or DELETE that is the first record of its key.
 *
 * @param gtid of its transaction, in lower case; empty without one
 * @param place in the source's binlog
 * @param integerKey the key, where it is one integer
 */
record Beginning(String gtid, Place place, Optional<BigInteger> integerKey) {

  static Beginning of(GenericRecord record, Optional<BigInteger> integerKey) {
    String gtid = "";
    for (Map.Entry<?, ?> tag : ((Map<?, ?>) record.get("tags")).entrySet()) {
      if (tag.getKey().toString().equals("GTID")) {
        gtid = tag.getValue().toString().toLowerCase(Locale.ROOT);
      }
    }
    return new Beginning(gtid, Place.ofRecord(record.get("sourcePosition").toString()), integerKey);
  }
}
