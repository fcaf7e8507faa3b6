/** Key kinds, key ranges as SQL, and the planning of chunks. */
package io.millrace.worker.chunk;
