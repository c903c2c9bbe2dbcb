package io.sessionledger.credit;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;

/** What every request about credits states beside its amount: why, under which key, and who asks. */
final class RequestFields {

    private RequestFields() {}

    static String reason(String reason) {
        return Storable.label("reason", reason, GrantCredits.MAX_REASON_LENGTH);
    }

    static String key(String idempotencyKey) {
        String key = Storable.label("idempotencyKey", idempotencyKey, GrantCredits.MAX_KEY_LENGTH);
        InvalidInputException.unless(
                !key.startsWith(GrantCredits.RESERVED_KEY_PREFIX),
                "idempotencyKey",
                "a key that does not begin with '" + GrantCredits.RESERVED_KEY_PREFIX + "', which is the ledger's own",
                "'" + key + "'");
        return key;
    }

    static String actor(String actor) {
        String id = Storable.label("actor", actor, GrantCredits.MAX_ACTOR_LENGTH);
        // it stands in the ledger for ever; a sentence here is a reason that has slipped into the wrong argument
        InvalidInputException.unless(
                id.chars().noneMatch(Character::isWhitespace),
                "actor",
                "the host's own id of a person or program, without white space",
                "text with some");
        return id;
    }
}
