package io.sessionledger.examples.server.config;

import io.sessionledger.InvalidInputException;
import io.sessionledger.TenantId;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/**
 * Where each tenant's day begins and ends.
 *
 * @param byTenant those that were said
 * @param others of all other tenants
 */
public record TimeZones(Map<TenantId, ZoneId> byTenant, ZoneId others) {

    /** UTC for everybody. */
    public static final TimeZones UTC = new TimeZones(Map.of(), ZoneOffset.UTC);

    private static final String EXPECTED =
            "must be time zones such as Asia/Taipei, or tenant=zone, separated by commas; a zone alone is for all other tenants";

    /** Copies what it is given. */
    public TimeZones {
        byTenant = Map.copyOf(byTenant);
    }

    /**
     * {@return the time zone of a tenant}
     *
     * @param tenant which
     */
    public ZoneId of(TenantId tenant) {
        return byTenant.getOrDefault(tenant, others);
    }

    static TimeZones read(String name, String value) {
        Map<TenantId, ZoneId> byTenant = new HashMap<>();
        ZoneId others = ZoneOffset.UTC;
        try {
            for (String part : value.split(",", -1)) {
                int equals = part.indexOf('=');
                ZoneId zone = ZoneId.of(part.substring(equals + 1).strip());
                if (equals < 0) {
                    others = zone;
                } else {
                    byTenant.put(TenantId.of(part.substring(0, equals).strip()), zone);
                }
            }
        } catch (DateTimeException | InvalidInputException e) {
            throw new SettingsException(name, EXPECTED);
        }
        return new TimeZones(byTenant, others);
    }
}
