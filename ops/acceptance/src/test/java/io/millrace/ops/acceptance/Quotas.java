package io.millrace.ops.acceptance;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;

/** How much the brokers take from producers, by their transactional ids. */
record Quotas(Admin admin) {

  /**
   * @param bytesPerSecond of each, as it is sent; null takes the quota away
   */
  void set(Collection<String> transactionalIds, Double bytesPerSecond) {
    List<ClientQuotaAlteration> changes =
        transactionalIds.stream()
            .map(
                id ->
                    new ClientQuotaAlteration(
                        new ClientQuotaEntity(
                            // Kafka's client calls itself so when it is given no other name.
                            Map.of(ClientQuotaEntity.CLIENT_ID, "producer-" + id)),
                        List.of(
                            new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond))))
            .toList();
    try {
      admin.alterClientQuotas(changes).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Setting quotas for " + transactionalIds, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
