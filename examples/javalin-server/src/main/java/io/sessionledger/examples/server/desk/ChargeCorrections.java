package io.sessionledger.examples.server.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.Page;
import io.sessionledger.credit.RepricedSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of sessions whose charge another rate changes, or has changed.
 *
 * @param items those of the page whose charge differs; few or none perhaps, while there is a next page
 * @param nextCursor where the next page begins; null on the last one
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ChargeCorrections(
        List<ChargeCorrection> items, @Nullable String nextCursor) {

    static ChargeCorrections of(Page<RepricedSession> page) {
        return new ChargeCorrections(
                page.items().stream().map(ChargeCorrection::of).toList(),
                page.nextCursor().orElse(null));
    }
}
