package io.sessionledger.credit;

import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;

/**
 * What a grant paid of a charge, or of anything else that took credits.
 *
 * @param entryId the ledger entry that took the credits
 * @param grantId the grant they came from, at once or when it repaid a debt
 * @param paid how many
 * @param returned how many of those a refund has given back
 */
public record GrantPayment(CreditLogId entryId, GrantId grantId, Credits paid, Credits returned) {}
