/** How a member of the Hazelcast grid is set up, and the names of what lies in it. */
package io.millrace.common.grid;
