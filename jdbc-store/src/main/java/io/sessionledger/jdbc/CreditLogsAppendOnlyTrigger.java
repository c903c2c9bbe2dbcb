package io.sessionledger.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.api.Trigger;

/** Refuses to change the ledger on H2. Public because the database instantiates it; of no use to hosts. */
public final class CreditLogsAppendOnlyTrigger implements Trigger {

    private static final String RESTRICT_VIOLATION = "23001";

    /** Called by the database. */
    public CreditLogsAppendOnlyTrigger() {}

    @Override
    public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
        throw new SQLException("credit_logs is append-only: change refused", RESTRICT_VIOLATION);
    }
}
