package io.sessionledger.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.AnalysisId;
import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.AnalysisContent;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditLog;
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
import java.util.ArrayList;
import java.util.List;
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
                        "complete",
                        "settle",
                        "cancel",
                        "fail",
                        "grant",
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
        CounselorId counselor = USAGE.counselorId();
        CreditLog entry = new CreditLog(
                CreditLogId.of(1),
                counselor,
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
        return new Charged(
                USAGE, entry, new CreditAccount(counselor, Credits.ZERO, Credits.of(1), Credits.ZERO), replayed);
    }

    @Test
    void every_kind_of_error_has_a_word() {
        assertThat(failed(new SessionNotFoundException(TENANT, SESSION))).isEqualTo("not_found");
        assertThat(failed(new ConflictException("other facts"))).isEqualTo("conflict");
        assertThat(failed(new InvalidInputException("field", "wrong"))).isEqualTo("invalid_input");
        assertThat(failed(new SessionStateException(SESSION, SessionStatus.FAILED, "over")))
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
