package io.sessionledger.store;

import io.sessionledger.Credits;
import io.sessionledger.HoldId;
import java.time.Duration;

/**
 * What a decision wants set aside for a running session.
 *
 * @param id the id of the hold, should the session have none
 * @param due what the session will owe altogether, what it was charged before included
 * @param overdraftLimit how far below zero this may take an account that has no limit of its own; zero or more
 * @param silence how long the session may stay silent before the hold ends
 */
public record HoldPlan(HoldId id, Credits due, Credits overdraftLimit, Duration silence) {}
