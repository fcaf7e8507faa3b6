/** Rows and statements written straight to the bytes of DTS's Avro record. */
package io.millrace.worker.encode;
