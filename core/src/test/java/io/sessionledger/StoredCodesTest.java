package io.sessionledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.analysis.AnalysisContentCodec;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.AlertDelivery;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantRhythm;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.credit.UnratedReason;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.UnchargedReason;
import io.sessionledger.store.NewEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows and JSON spell these; a constant that is renamed would no longer find its rows. */
class StoredCodesTest {

    @Test
    void codes_stay_as_databases_hold_them() {
        assertThat(SafetyLevel.values()).extracting(SafetyLevel::code).containsExactly("red", "yellow", "green");
        assertThat(AnalysisContentCodec.Field.values())
                .extracting(AnalysisContentCodec.Field::code)
                .containsExactly("display_text", "action_suggestion", "rag_documents", "rag_sources");
        assertThat(SessionStatus.values())
                .extracting(SessionStatus::code)
                .containsExactly("in_progress", "completed", "cancelled", "failed");
        assertThat(UnchargedReason.values()).extracting(UnchargedReason::code).containsExactly("usage_only");
        assertThat(UnratedReason.values())
                .extracting(UnratedReason::code)
                .containsExactly("no_rate_in_force", "unpriced_analyses");
        assertThat(CreditAlert.Kind.values())
                .extracting(CreditAlert.Kind::code)
                .containsExactly(
                        "shortage",
                        "unrated_session",
                        "low_balance",
                        "negative_balance",
                        "large_charge",
                        "unpriced_model");
        assertThat(AlertDelivery.Status.values())
                .extracting(AlertDelivery.Status::code)
                .containsExactly("pending", "delivered", "given_up");
        assertThat(GrantRhythm.values()).extracting(GrantRhythm::code).containsExactly("calendar_month", "thirty_days");
        assertThat(GrantStatus.values())
                .extracting(GrantStatus::code)
                .containsExactly("scheduled", "active", "exhausted", "expired", "voided");
        assertThat(TransactionType.values())
                .extracting(TransactionType::code)
                .containsExactly(
                        "purchase",
                        "promotion",
                        "compensation",
                        "opening_balance",
                        "adjustment",
                        "expiry",
                        "session_fee",
                        "refund",
                        "reprice");
    }

    @Test
    void a_session_is_charged_under_one_key_for_ever_which_no_host_can_take() {
        String key = NewEntry.sessionFeeKey(SessionId.of(42));

        assertThat(key).isEqualTo("ledger:session_fee:00000000-0000-8000-8000-00000000002a");
        assertThatThrownBy(() -> GrantCredits.purchase(CounselorId.of(2), Credits.of(1), "reason", key))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void charges_and_what_corrects_them_move_what_is_used_and_all_else_what_is_granted() {
        assertThat(TransactionType.values())
                .filteredOn(type -> !type.movesGranted())
                .containsExactly(TransactionType.SESSION_FEE, TransactionType.REFUND, TransactionType.REPRICE);
    }

    @ParameterizedTest
    @EnumSource
    void a_safety_level_is_read_back_from_its_code(SafetyLevel level) {
        assertThat(SafetyLevel.ofCode(level.code())).isEqualTo(level);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RED", " red", "orange"})
    void no_other_spelling_is_a_safety_level(String code) {
        assertThatThrownBy(() -> SafetyLevel.ofCode(code)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void only_a_session_in_progress_has_not_ended() {
        assertThat(SessionStatus.values())
                .filteredOn(status -> !status.ended())
                .containsExactly(SessionStatus.IN_PROGRESS);
    }
}
