package io.millrace.ops.devservers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KafkaInstallationTest {

  @Test
  void thePomAsksForTheVersionThatPeopleAreTold() {
    assertThat(KafkaInstallation.resource(KafkaInstallation.POM))
        .contains("<version>" + KafkaInstallation.VERSION + "</version>")
        .doesNotContain("<parent>");
  }
}
