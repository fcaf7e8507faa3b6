/** Rules of the house that every module's ArchitectureTest holds its classes to. */
package io.millrace.house;
