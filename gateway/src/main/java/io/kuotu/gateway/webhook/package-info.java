/**
 * Calls to whom a job's caller wants told: what is due, who was called, and how that went. The
 * topic of deliveries is the truth; every gateway reads all of it, and each calls for its jobs.
 */
@NullMarked
package io.kuotu.gateway.webhook;

import org.jspecify.annotations.NullMarked;
