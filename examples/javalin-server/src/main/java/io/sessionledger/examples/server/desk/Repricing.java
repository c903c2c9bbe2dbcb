package io.sessionledger.examples.server.desk;

import io.sessionledger.RateId;
import io.sessionledger.TimeRange;
import java.util.Optional;

/**
 * Which charges are to be corrected.
 *
 * @param startedIn of the sessions that started then
 * @param rateId to this version of a rate
 * @param chargedUnder if present, those alone that were last charged under this version
 */
public record Repricing(TimeRange startedIn, RateId rateId, Optional<RateId> chargedUnder) {}
