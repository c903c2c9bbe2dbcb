package io.sessionledger.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.AnalysisId;
import io.sessionledger.ConflictException;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.AnalysisContent;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.AdmitOutcome.Admitted;
import io.sessionledger.credit.AdmitOutcome.Refused;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.CreditReceipt.Adjusted;
import io.sessionledger.credit.CreditReceipt.Granted;
import io.sessionledger.credit.CreditReceipt.Recurring;
import io.sessionledger.credit.CreditReceipt.Refunded;
import io.sessionledger.credit.CreditReceipt.Voided;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantRhythm;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.GrantType;
import io.sessionledger.credit.RecurringGrant;
import io.sessionledger.credit.RepricedSession;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.Settlement.Charged;
import io.sessionledger.credit.Settlement.NotCharged;
import io.sessionledger.credit.Settlement.Unrated;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.credit.UnratedReason;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Duplicate;
import io.sessionledger.session.RecordOutcome.Late;
import io.sessionledger.session.RecordOutcome.Lost;
import io.sessionledger.session.RecordOutcome.Recorded;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.SessionUsages;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.LedgerStoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Dashboards spell these words; one that changes is a series that ends. */
class LedgerEventTest {

    private static final TenantId TENANT = TenantId.of("island");
    private static final Duration TOOK = Duration.ofMillis(3);
    private static final SessionUsage USAGE = SessionUsages.inProgress(UsageFigures.NONE);
    private static final SessionId SESSION = USAGE.sessionId();
    private static final AnalysisLog LOG = new AnalysisLog(
            SESSION,
            AnalysisId.of(7),
            USAGE.counselorId(),
            SafetyLevel.GREEN,
            1,
            new AnalysisContent("what was said", null, null, null),
            null,
            null,
            null,
            null,
            null,
            SessionUsages.STARTED_AT,
            false);
    private static final CreditLog ENTRY = new CreditLog(
            CreditLogId.of(1),
            USAGE.counselorId(),
            1,
            TransactionType.SESSION_FEE,
            Credits.of(-1),
            Credits.of(-1),
            SESSION,
            null,
            "key",
            "ledger",
            "session_completed",
            null,
            SessionUsages.COMPLETED_AT);
    private static final CreditAccount ACCOUNT =
            new CreditAccount(USAGE.counselorId(), Credits.ZERO, Credits.of(1), Credits.ZERO, null);
    private static final CreditGrant GRANT = new CreditGrant(
            GrantId.of(1),
            USAGE.counselorId(),
            TransactionType.PURCHASE,
            Credits.of(10),
            Credits.of(9),
            50,
            SessionUsages.STARTED_AT,
            null,
            GrantStatus.ACTIVE,
            SessionUsages.STARTED_AT);
    private static final RecordOutcome RECORDED = new Recorded(LOG, USAGE);
    private static final RecordOutcome DUPLICATE = new Duplicate(LOG, USAGE);
    private static final RecordOutcome LATE = new Late(LOG, USAGE);
    private static final RecordOutcome LOST =
            new Lost(SESSION, AnalysisId.of(7), new LedgerStoreException("the database is away"));

    @Test
    void verbs_are_spelled_as_they_were() {
        assertThat(Verb.values())
                .extracting(Verb::code)
                .containsExactly(
                        "start",
                        "record",
                        "record_all",
                        "admit",
                        "complete",
                        "settle",
                        "cancel",
                        "fail",
                        "grant",
                        "adjust",
                        "refund",
                        "reprice",
                        "void_grant",
                        "repeat_grant",
                        "end_recurring_grant",
                        "sweep",
                        "limit_overdraft",
                        "set_alert_rules",
                        "erase_reasons",
                        "publish_rate",
                        "erase_content");
    }

    @Test
    void every_way_of_recording_has_a_word() {
        assertThat(RecordOutcome.class.getPermittedSubclasses())
                .as("a new one needs a word here")
                .containsExactlyInAnyOrder(Recorded.class, Duplicate.class, Late.class, Lost.class);
        assertThat(recorded(RECORDED)).isEqualTo("recorded");
        assertThat(recorded(DUPLICATE)).isEqualTo("duplicate");
        assertThat(recorded(LATE)).isEqualTo("late");
        assertThat(recorded(LOST)).isEqualTo("lost");
    }

    @Test
    void of_several_the_word_is_what_became_of_those_that_are_new() {
        assertThat(recorded(DUPLICATE, RECORDED, RECORDED)).isEqualTo("recorded");
        assertThat(recorded(LATE, DUPLICATE)).isEqualTo("late");
        assertThat(recorded(DUPLICATE, DUPLICATE)).isEqualTo("duplicate");
        assertThat(recorded(LOST, LOST)).isEqualTo("lost");
        assertThat(recorded()).isEqualTo("nothing");
    }

    private static String recorded(RecordOutcome... answers) {
        return new LedgerEvent.Recorded(TENANT, Verb.RECORD_ALL, TOOK, List.of(answers)).outcome();
    }

    @Test
    void every_settlement_has_a_word() {
        assertThat(Settlement.class.getPermittedSubclasses())
                .as("a new one needs a word here")
                .containsExactlyInAnyOrder(Charged.class, NotCharged.class, Unrated.class);
        assertThat(settled(charged(false))).isEqualTo("charged");
        assertThat(settled(charged(true))).isEqualTo("replayed");
        assertThat(settled(new NotCharged(USAGE, NotCharged.Reason.NOTHING_DUE, false)))
                .isEqualTo("not_charged");
        assertThat(settled(new NotCharged(USAGE, NotCharged.Reason.NOTHING_DUE, true)))
                .isEqualTo("replayed");
        assertThat(settled(new Unrated(USAGE, UnratedReason.NO_RATE_IN_FORCE, false)))
                .isEqualTo("unrated");
        assertThat(settled(new Unrated(USAGE, UnratedReason.NO_RATE_IN_FORCE, true)))
                .as("it was tried again")
                .isEqualTo("unrated");
    }

    private static String settled(Settlement answer) {
        return new LedgerEvent.Settled(TENANT, Verb.COMPLETE, TOOK, answer).outcome();
    }

    private static Settlement charged(boolean replayed) {
        return new Charged(USAGE, ENTRY, ACCOUNT, Credits.ZERO, replayed);
    }

    @Test
    void every_admission_has_a_word() {
        assertThat(AdmitOutcome.class.getPermittedSubclasses())
                .as("a new one needs a word here")
                .containsExactlyInAnyOrder(Admitted.class, Refused.class);
        assertThat(admission(new Admitted(USAGE, Optional.empty()))).isEqualTo("admitted");
        assertThat(admission(new Refused(USAGE, Optional.empty(), Credits.of(3), Credits.ZERO, Optional.empty())))
                .isEqualTo("refused");
        assertThat(new LedgerEvent.Admission(TENANT, TOOK, new Admitted(USAGE, Optional.empty())).verb())
                .isEqualTo(Verb.ADMIT);
    }

    private static String admission(AdmitOutcome answer) {
        return new LedgerEvent.Admission(TENANT, TOOK, answer).outcome();
    }

    @Test
    void every_movement_of_credits_has_a_word() {
        assertThat(CreditReceipt.class.getPermittedSubclasses())
                .as("a new one needs a word here")
                .containsExactlyInAnyOrder(
                        Granted.class, Adjusted.class, Refunded.class, Recurring.class, Voided.class);
        assertThat(moved(Verb.GRANT, new Granted(GRANT, Optional.of(ENTRY), ACCOUNT, false)))
                .isEqualTo("granted");
        assertThat(moved(Verb.GRANT, new Granted(GRANT, Optional.empty(), ACCOUNT, true)))
                .isEqualTo("replayed");
        assertThat(moved(Verb.ADJUST, new Adjusted(ENTRY, ACCOUNT, false))).isEqualTo("adjusted");
        assertThat(moved(Verb.ADJUST, new Adjusted(ENTRY, ACCOUNT, true))).isEqualTo("replayed");
        assertThat(moved(Verb.REFUND, new Refunded(ENTRY, USAGE, List.of(), ACCOUNT, false)))
                .isEqualTo("refunded");
        assertThat(moved(Verb.REFUND, new Refunded(ENTRY, USAGE, List.of(), ACCOUNT, true)))
                .isEqualTo("replayed");
        assertThat(moved(Verb.VOID_GRANT, new Voided(GRANT, Optional.of(ENTRY), ACCOUNT, false)))
                .isEqualTo("voided");
        assertThat(moved(Verb.VOID_GRANT, new Voided(GRANT, Optional.empty(), ACCOUNT, true)))
                .isEqualTo("replayed");
        assertThat(moved(Verb.REPEAT_GRANT, new Recurring(recurring(null), ACCOUNT, false)))
                .isEqualTo("recurring");
        assertThat(moved(Verb.END_RECURRING_GRANT, new Recurring(recurring(Instant.EPOCH), ACCOUNT, false)))
                .isEqualTo("ended");
        assertThat(moved(Verb.END_RECURRING_GRANT, new Recurring(recurring(Instant.EPOCH), ACCOUNT, true)))
                .isEqualTo("replayed");
    }

    private static RecurringGrant recurring(@Nullable Instant endedAt) {
        return new RecurringGrant(
                RecurringGrantId.of(new UUID(0, 1)),
                USAGE.counselorId(),
                GrantType.PURCHASE,
                Credits.of(1),
                50,
                GrantRhythm.CALENDAR_MONTH,
                ZoneOffset.UTC,
                LocalDate.EPOCH,
                false,
                "host",
                Instant.EPOCH,
                endedAt);
    }

    @Test
    void a_repricing_says_whether_anything_was_corrected() {
        RepricedSession session = new RepricedSession(
                USAGE.sessionId(), USAGE.counselorId(), Instant.EPOCH, Credits.of(2), Credits.of(1), Credits.of(-1));
        assertThat(new LedgerEvent.Repriced(TENANT, TOOK, List.of()))
                .returns(Verb.REPRICE, LedgerEvent::verb)
                .returns("nothing", LedgerEvent::outcome);
        assertThat(new LedgerEvent.Repriced(TENANT, TOOK, List.of(session)).outcome())
                .isEqualTo("repriced");
    }

    private static String moved(Verb verb, CreditReceipt answer) {
        return new LedgerEvent.CreditsMoved(TENANT, verb, TOOK, answer).outcome();
    }

    @Test
    void a_sweep_says_whether_anything_was_due() {
        assertThat(swept(AccountSweep.NOTHING)).isEqualTo("nothing");
        assertThat(swept(new AccountSweep(1, 0, 0))).isEqualTo("swept");
        assertThat(swept(new AccountSweep(0, 1, 0))).isEqualTo("swept");
        assertThat(swept(new AccountSweep(0, 0, 1))).isEqualTo("swept");
    }

    private static String swept(AccountSweep answer) {
        LedgerEvent event = new LedgerEvent.Swept(TENANT, TOOK, USAGE.counselorId(), answer);
        assertThat(event.verb()).isEqualTo(Verb.SWEEP);
        return event.outcome();
    }

    @Test
    void a_limit_of_an_overdraft_has_a_word() {
        assertThat(new LedgerEvent.OverdraftLimited(TENANT, TOOK, ACCOUNT))
                .returns(Verb.LIMIT_OVERDRAFT, LedgerEvent::verb)
                .returns("limited", LedgerEvent::outcome);
    }

    @Test
    void erasing_reasons_says_whether_there_were_any() {
        assertThat(new LedgerEvent.ReasonsErased(TENANT, TOOK, USAGE.counselorId(), 2))
                .returns(Verb.ERASE_REASONS, LedgerEvent::verb)
                .returns("erased", LedgerEvent::outcome);
        assertThat(new LedgerEvent.ReasonsErased(TENANT, TOOK, USAGE.counselorId(), 0).outcome())
                .isEqualTo("nothing");
    }

    @Test
    void every_kind_of_error_has_a_word() {
        assertThat(failed(new SessionNotFoundException(TENANT, SESSION))).isEqualTo("not_found");
        assertThat(failed(new GrantNotFoundException(TENANT, GrantId.of(7)))).isEqualTo("not_found");
        assertThat(failed(new ConflictException("other facts"))).isEqualTo("conflict");
        assertThat(failed(new InvalidInputException("field", "wrong"))).isEqualTo("invalid_input");
        assertThat(failed(new SessionStateException(SESSION, SessionStatus.FAILED, "over")))
                .isEqualTo("state");
        assertThat(failed(new GrantStateException(GrantId.of(7), GrantStatus.VOIDED, "nothing is left")))
                .isEqualTo("state");
        assertThat(failed(new LedgerStoreException("the database is away"))).isEqualTo("store");
        assertThat(failed(new IllegalStateException("a policy's"))).isEqualTo("failed");
        assertThat(failed(new StackOverflowError())).isEqualTo("failed");
    }

    private static String failed(Throwable thrown) {
        return new LedgerEvent.Failed(TENANT, Verb.FAIL, TOOK, thrown).outcome();
    }

    @Test
    void the_answers_of_a_call_cannot_be_changed_by_one_listener_for_the_next() {
        List<RecordOutcome> answers = new ArrayList<>(List.of(RECORDED));
        LedgerEvent.Recorded event = new LedgerEvent.Recorded(TENANT, Verb.RECORD_ALL, TOOK, answers);
        answers.clear();
        assertThat(event.answers()).containsExactly(RECORDED).isUnmodifiable();
    }

    @Test
    void no_event_shows_what_was_said() {
        assertThat(new LedgerEvent.Recorded(TENANT, Verb.RECORD, TOOK, List.of(RECORDED)))
                .asString()
                .contains("island", "PT0.003S")
                .doesNotContain("what was said");
    }
}
