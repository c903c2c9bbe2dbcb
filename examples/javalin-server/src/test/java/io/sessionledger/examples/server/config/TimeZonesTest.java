package io.sessionledger.examples.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.TenantId;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where each tenant's day begins. */
class TimeZonesTest {

    private static final TenantId ISLAND = TenantId.of("island");
    private static final TenantId CAREER = TenantId.of("career");

    @Test
    void where_nothing_is_said_days_are_utcs() {
        assertThat(Settings.of(Map.of()).timeZones().of(ISLAND)).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void a_zone_alone_is_for_all_who_have_none_of_their_own() {
        TimeZones zones = read("Asia/Taipei, career = Europe/London");

        assertThat(zones.of(ISLAND)).isEqualTo(ZoneId.of("Asia/Taipei"));
        assertThat(zones.of(CAREER)).isEqualTo(ZoneId.of("Europe/London"));
        assertThat(read("career=Europe/London").of(ISLAND)).isEqualTo(ZoneOffset.UTC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Taipei", "island=", "=Asia/Taipei", "island=Mars/Olympus", "Asia/Taipei,", "a=b=c"})
    void what_is_no_zone_is_refused_with_what_would_be_right(String value) {
        assertThatThrownBy(() -> read(value))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("LEDGER_TIME_ZONES: must be time zones such as Asia/Taipei, or tenant=zone");
    }

    private static TimeZones read(String value) {
        return Settings.of(Map.of("LEDGER_TIME_ZONES", value)).timeZones();
    }
}
