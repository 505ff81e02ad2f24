package io.kuotu.gateway.webhook;

import io.kuotu.common.job.Job;
import java.net.URI;

/**
 * One attempt that is to be made.
 *
 * @param job of the delivery
 * @param url to call
 * @param host its authority, for fair turns
 * @param delivery what is told
 * @param number of the attempt in its round, from 1 on
 * @param gateway that makes it
 */
record Call(Job job, URI url, String host, Delivery delivery, int number, String gateway) {
    boolean isToldBy(DeliveryRecord.Attempted record) {
        return record.delivery().equals(delivery.id().toString())
                && record.round() == delivery.round()
                && record.attempt().number() == number
                && record.attempt().gateway().equals(gateway);
    }
}
