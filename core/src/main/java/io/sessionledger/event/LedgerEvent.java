package io.sessionledger.event;

import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.credit.RecurringGrantNotFoundException;
import io.sessionledger.credit.RepricedSession;
import io.sessionledger.credit.Settlement;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.store.LedgerStoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One call of one verb, and what came of it: the answer that the caller got, or what it threw. There is one event a call, also of a call that recorded
 * several analyses, so that a timer of events is a timer of calls. Immutable; {@code toString()} shows no text of a conversation.
 *
 * <p>Every {@link #outcome()} there is, by verb:
 *
 * <table>
 * <caption>Outcomes</caption>
 * <tr><th>verb</th><th>outcome</th></tr>
 * <tr><td>start</td><td>started, replayed</td></tr>
 * <tr><td>record, record_all</td><td>recorded, duplicate, late, lost; nothing (of an empty list)</td></tr>
 * <tr><td>complete, settle, cancel, fail</td><td>charged, not_charged, unrated, replayed</td></tr>
 * <tr><td>admit</td><td>admitted, refused</td></tr>
 * <tr><td>grant</td><td>granted, replayed</td></tr>
 * <tr><td>adjust</td><td>adjusted, replayed</td></tr>
 * <tr><td>refund</td><td>refunded, replayed</td></tr>
 * <tr><td>reprice</td><td>repriced, nothing</td></tr>
 * <tr><td>void_grant</td><td>voided, replayed</td></tr>
 * <tr><td>repeat_grant, end_recurring_grant</td><td>recurring, ended, replayed</td></tr>
 * <tr><td>sweep</td><td>swept, nothing</td></tr>
 * <tr><td>limit_overdraft</td><td>limited</td></tr>
 * <tr><td>set_alert_rules</td><td>set</td></tr>
 * <tr><td>publish_rate</td><td>published</td></tr>
 * <tr><td>erase_content, erase_reasons</td><td>erased, nothing</td></tr>
 * <tr><td>any that threw</td><td>not_found, conflict, invalid_input, state, store, failed</td></tr>
 * </table>
 */
public sealed interface LedgerEvent {

    /** {@return whose ledger it was} */
    TenantId tenant();

    /** {@return what was asked for} */
    Verb verb();

    /**
     * {@return how long the caller waited for the whole verb, listeners excluded; zero or more, measured by a clock that nobody sets}
     */
    Duration took();

    /**
     * {@return what came of it, in a word for a metric's tag: one of a few, which stay as they are between versions. "replayed" and "duplicate" are repeats that
     * changed nothing, so that the other words count what happened}
     */
    String outcome();

    /**
     * A session was started, or found started.
     *
     * @param tenant whose ledger it was
     * @param took how long the caller waited
     * @param answer what the caller got
     */
    record Started(TenantId tenant, Duration took, StartOutcome answer) implements LedgerEvent {

        @Override
        public Verb verb() {
            return Verb.START;
        }

        @Override
        public String outcome() {
            return answer.replayed() ? "replayed" : "started";
        }
    }

    /**
     * Analyses of one session were recorded, or found recorded; under best-effort recording they may be lost.
     *
     * @param tenant whose ledger it was
     * @param verb {@link Verb#RECORD} or {@link Verb#RECORD_ALL}
     * @param took how long the caller waited, for all of them together
     * @param answers what the caller got: one for each analysis, in the order they were given
     */
    record Recorded(TenantId tenant, Verb verb, Duration took, List<RecordOutcome> answers) implements LedgerEvent {

        /**
         * Copies the answers.
         *
         * @param tenant whose ledger it was
         * @param verb {@link Verb#RECORD} or {@link Verb#RECORD_ALL}
         * @param took how long the caller waited, for all of them together
         * @param answers what the caller got: one for each analysis, in the order they were given
         */
        public Recorded {
            answers = List.copyOf(answers);
        }

        /**
         * {@return what became of those that are no duplicates, which is the same for all of them: they are one step. "duplicate" if there are no others,
         * "nothing" if there was no analysis at all}
         */
        @Override
        public String outcome() {
            return answers.stream()
                    .filter(answer -> !answer.replayed())
                    .findFirst()
                    .map(Recorded::code)
                    .orElse(answers.isEmpty() ? "nothing" : "duplicate");
        }

        private static String code(RecordOutcome answer) {
            if (answer.lost()) {
                return "lost";
            }
            return answer instanceof RecordOutcome.Late ? "late" : "recorded";
        }
    }

    /**
     * A session was ended or settled, or found so.
     *
     * @param tenant whose ledger it was
     * @param verb {@link Verb#COMPLETE}, {@link Verb#SETTLE}, {@link Verb#CANCEL} or {@link Verb#FAIL}
     * @param took how long the caller waited
     * @param answer what the caller got
     */
    record Settled(TenantId tenant, Verb verb, Duration took, Settlement answer) implements LedgerEvent {

        /** {@return how the bill stands. "unrated" also of a repeat, since each tries to rate the session again} */
        @Override
        public String outcome() {
            if (answer instanceof Settlement.Unrated) {
                return "unrated";
            }
            if (answer.replayed()) {
                return "replayed";
            }
            return answer instanceof Settlement.Charged ? "charged" : "not_charged";
        }
    }

    /**
     * Work on a session was admitted or refused.
     *
     * @param tenant whose ledger it was
     * @param took how long the caller waited
     * @param answer what the caller got
     */
    record Admission(TenantId tenant, Duration took, AdmitOutcome answer) implements LedgerEvent {

        @Override
        public Verb verb() {
            return Verb.ADMIT;
        }

        @Override
        public String outcome() {
            return answer.admitted() ? "admitted" : "refused";
        }
    }

    /**
     * Credits were granted, corrected, given back or taken back, or that was found done.
     *
     * @param tenant whose ledger it was
     * @param verb {@link Verb#GRANT}, {@link Verb#ADJUST}, {@link Verb#REFUND}, {@link Verb#VOID_GRANT}, {@link Verb#REPEAT_GRANT} or {@link
     *     Verb#END_RECURRING_GRANT}
     * @param took how long the caller waited
     * @param answer what the caller got
     */
    record CreditsMoved(TenantId tenant, Verb verb, Duration took, CreditReceipt answer) implements LedgerEvent {

        @Override
        public String outcome() {
            if (answer.replayed()) {
                return "replayed";
            }
            if (answer instanceof CreditReceipt.Granted) {
                return "granted";
            }
            if (answer instanceof CreditReceipt.Adjusted) {
                return "adjusted";
            }
            if (answer instanceof CreditReceipt.Recurring recurring) {
                return recurring.grant().endedAt() == null ? "recurring" : "ended";
            }
            return answer instanceof CreditReceipt.Refunded ? "refunded" : "voided";
        }
    }

    /**
     * What had come due on an account was posted, or nothing had.
     *
     * @param tenant whose ledger it was
     * @param took how long the caller waited
     * @param counselorId whose account it was
     * @param answer what the caller got
     */
    record Swept(TenantId tenant, Duration took, CounselorId counselorId, AccountSweep answer) implements LedgerEvent {

        @Override
        public Verb verb() {
            return Verb.SWEEP;
        }

        @Override
        public String outcome() {
            return answer.changedAnything() ? "swept" : "nothing";
        }
    }

    /**
     * How far an account may be overdrawn was set.
     *
     * @param tenant whose ledger it was
     * @param took how long the caller waited
     * @param answer what the caller got: the account
     */
    record OverdraftLimited(TenantId tenant, Duration took, CreditAccount answer) implements LedgerEvent {

        @Override
        public Verb verb() {
            return Verb.LIMIT_OVERDRAFT;
        }

        @Override
        public String outcome() {
            return "limited";
        }
    }

    /**
     * What people wrote about an account's movements was erased, or there was nothing left.
     *
     * @param tenant whose ledger it was
     * @param took how long the caller waited
     * @param counselorId whose account it was
     * @param answer what the caller got: how many reasons there were
     */
    record ReasonsErased(TenantId tenant, Duration took, CounselorId counselorId, int answer) implements LedgerEvent {

        @Override
        public Verb verb() {
            return Verb.ERASE_REASONS;
        }

        @Override
        public String outcome() {
            return answer > 0 ? "erased" : "nothing";
        }
    }

    /**
     * The charges of some sessions were corrected to another rate, or there was nothing to correct.
     *
     * @param tenant whose ledger it was
     * @param took how long the caller waited
     * @param answer what the caller got: the sessions
     */
    record Repriced(TenantId tenant, Duration took, List<RepricedSession> answer) implements LedgerEvent {

        /**
         * Copies the sessions.
         *
         * @param tenant whose ledger it was
         * @param took how long the caller waited
         * @param answer what the caller got: the sessions
         */
        public Repriced {
            answer = List.copyOf(answer);
        }

        @Override
        public Verb verb() {
            return Verb.REPRICE;
        }

        @Override
        public String outcome() {
            return answer.isEmpty() ? "nothing" : "repriced";
        }
    }

    /**
     * It was set what about one account, or the accounts of a tenant, is to be alerted.
     *
     * @param tenant whose ledger it was
     * @param took how long the caller waited
     * @param counselorId whose account it is about; empty for all that have no rules of their own
     */
    record AlertRulesSet(TenantId tenant, Duration took, Optional<CounselorId> counselorId) implements LedgerEvent {

        @Override
        public Verb verb() {
            return Verb.SET_ALERT_RULES;
        }

        @Override
        public String outcome() {
            return "set";
        }
    }

    /**
     * A version of a credit rate was published.
     *
     * @param tenant whose ledger it was
     * @param took how long the caller waited
     * @param answer what the caller got: the version
     */
    record RatePublished(TenantId tenant, Duration took, CreditRate answer) implements LedgerEvent {

        @Override
        public Verb verb() {
            return Verb.PUBLISH_RATE;
        }

        @Override
        public String outcome() {
            return "published";
        }
    }

    /**
     * The content of a session's logs was erased, or there was none left.
     *
     * @param tenant whose ledger it was
     * @param took how long the caller waited
     * @param sessionId the session
     * @param answer what the caller got: how many logs had content
     */
    record ContentErased(TenantId tenant, Duration took, SessionId sessionId, int answer) implements LedgerEvent {

        @Override
        public Verb verb() {
            return Verb.ERASE_CONTENT;
        }

        @Override
        public String outcome() {
            return answer > 0 ? "erased" : "nothing";
        }
    }

    /**
     * A verb threw. It changed nothing, except that one whose connection broke during the commit may have happened.
     *
     * @param tenant whose ledger it was
     * @param verb what was asked for
     * @param took how long the caller waited
     * @param thrown what the caller gets
     */
    record Failed(TenantId tenant, Verb verb, Duration took, Throwable thrown) implements LedgerEvent {

        /**
         * {@return the kind of error: "not_found", "conflict", "invalid_input" and "state" are the caller's, "store" is the database's, "failed" is
         * everything else, such as what the host's own policy throws}
         */
        @Override
        public String outcome() {
            if (thrown instanceof SessionNotFoundException
                    || thrown instanceof GrantNotFoundException
                    || thrown instanceof RecurringGrantNotFoundException) {
                return "not_found";
            }
            if (thrown instanceof ConflictException) {
                return "conflict";
            }
            if (thrown instanceof InvalidInputException) {
                return "invalid_input";
            }
            if (thrown instanceof SessionStateException || thrown instanceof GrantStateException) {
                return "state";
            }
            return thrown instanceof LedgerStoreException ? "store" : "failed";
        }
    }
}
