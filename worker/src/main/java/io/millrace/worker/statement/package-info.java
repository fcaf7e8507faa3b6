/** What can be told of the text of a statement without knowing its grammar. Pure. */
package io.millrace.worker.statement;
