package io.millrace.proto.api;

/**
 * Answer of GET {@code /api/v1/version}.
 *
 * @param version of Millrace
 * @param api of the HTTP API: {@code v1}
 * @param active whether this coordinator is the active one
 */
public record VersionView(String version, String api, boolean active) {}
