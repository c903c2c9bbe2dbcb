package io.sessionledger.examples.server.dashboard;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import java.time.Instant;

/** Where in which account's statement an entry stands. */
record EntryPlace(CounselorId counselorId, CreditLogId id, Instant createdAt) {}
