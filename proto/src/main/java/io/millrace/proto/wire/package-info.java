/** The envelope of every stored or sent message: a kind, a version, a body. */
package io.millrace.proto.wire;
