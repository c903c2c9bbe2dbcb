package io.sessionledger.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import org.junit.jupiter.api.Test;

class SessionStateExceptionTest {

    private static final SessionId SESSION = SessionId.of(42);

    @Test
    void a_verb_that_does_not_fit_is_explained_by_where_the_session_stands() {
        SessionStateException error =
                new SessionStateException(SESSION, SessionStatus.CANCELLED, "it cannot be completed. Start another.");

        assertThat(error.status()).isEqualTo(SessionStatus.CANCELLED);
        assertThat(error)
                .hasMessage("Session 00000000-0000-8000-8000-00000000002a is cancelled:"
                        + " it cannot be completed. Start another.");
    }

    @Test
    void a_session_that_is_not_there_is_named_with_who_asked_and_what_to_do() {
        assertThat(new SessionNotFoundException(TenantId.of("island"), SESSION))
                .hasMessage("Tenant 'island' has no session 00000000-0000-8000-8000-00000000002a."
                        + " Start the session first.");
    }
}
