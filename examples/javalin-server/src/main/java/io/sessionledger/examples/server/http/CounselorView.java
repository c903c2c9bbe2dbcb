package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.examples.server.host.Counselor;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.ALWAYS)
record CounselorView(UUID id, String name, @Nullable String email, Instant createdAt) {

    static CounselorView of(Counselor counselor) {
        return new CounselorView(
                counselor.id().value(), counselor.name(), counselor.email().orElse(null), counselor.createdAt());
    }
}
