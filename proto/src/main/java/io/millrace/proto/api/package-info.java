/** JSON bodies of the HTTP API. */
package io.millrace.proto.api;
