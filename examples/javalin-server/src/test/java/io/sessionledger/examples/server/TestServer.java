package io.sessionledger.examples.server;

import io.sessionledger.CounselorId;
import io.sessionledger.TenantId;
import io.sessionledger.examples.server.config.Settings;
import io.sessionledger.examples.server.security.AccessToken;
import io.sessionledger.examples.server.security.Role;
import io.sessionledger.examples.server.security.TokenRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The server on a port and a database of its own, with a supply of tenants. */
final class TestServer implements AutoCloseable {

    private static final int TENANTS = 200;

    /** A counselor whom some tokens are bound to; registered by the tests that need one. */
    static final String BOUND_COUNSELOR = "0b5e55ed-0000-4000-8000-000000000001";

    final ScriptedAnalyzer analyzer = new ScriptedAnalyzer();
    private final Settings settings;
    private final ExampleServer server;
    private final List<AccessToken> tokens = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    private TestServer(Map<String, String> environment) {
        this.settings = Settings.of(environment);
        for (int i = 0; i < TENANTS; i++) {
            TenantId tenant = TenantId.of("tenant-" + i);
            for (Role role : List.of(Role.ADMIN, Role.APP, Role.VIEWER)) {
                tokens.add(AccessToken.random(tenant, role));
            }
            tokens.add(new AccessToken(
                    "bound-token-of-" + i, tenant, Role.APP, Optional.of(CounselorId.of(BOUND_COUNSELOR))));
        }
        this.server = ExampleServer.start(settings, TokenRegistry.of(tokens), analyzer);
    }

    static TestServer on(ServerDatabase database, String... variables) {
        Map<String, String> environment = new HashMap<>(database.newDatabase());
        environment.put("LEDGER_PORT", "0");
        environment.put("LEDGER_REQUESTS_PER_SECOND", "100000");
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return new TestServer(environment);
    }

    TestTenant newTenant() {
        int number = next.getAndIncrement();
        return new TestTenant(
                "tenant-" + number,
                as(tokens.get(4 * number)),
                as(tokens.get(4 * number + 1)),
                as(tokens.get(4 * number + 2)));
    }

    /** A client bound to {@link #BOUND_COUNSELOR}. */
    Api boundTo(TestTenant tenant) {
        return new Api(server.port(), Optional.of(tenant.name().replace("tenant-", "bound-token-of-")));
    }

    private Api as(AccessToken token) {
        return new Api(server.port(), Optional.of(token.token()));
    }

    Api stranger() {
        return new Api(server.port(), Optional.empty());
    }

    boolean isPostgres() {
        return !settings.database().isH2();
    }

    Set<String> routes() {
        return server.routes();
    }

    int port() {
        return server.port();
    }

    List<AccessToken> tokens() {
        return tokens;
    }

    /** A look behind the server's back. */
    int sql(String statement, Object... values) {
        try (Connection connection = connect();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                prepared.setObject(i + 1, values[i]);
            }
            if (!prepared.execute()) {
                return prepared.getUpdateCount();
            }
            var result = prepared.getResultSet();
            result.next();
            return result.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives a tenant rows with the same ids as another's, so that whoever forgets the tenant finds both. */
    void copyRows(TestTenant from, TestTenant to, List<String> tables) {
        try (Connection connection = connect()) {
            for (String table : tables) {
                List<String> columns = new ArrayList<>();
                try (PreparedStatement none = connection.prepareStatement("select * from " + table + " where 1 = 0")) {
                    var shape = none.getMetaData();
                    for (int i = 1; i <= shape.getColumnCount(); i++) {
                        if (!shape.getColumnName(i).equalsIgnoreCase("tenant_id")) {
                            columns.add(shape.getColumnName(i));
                        }
                    }
                }
                String listed = String.join(", ", columns);
                try (PreparedStatement copy = connection.prepareStatement("insert into " + table + " (tenant_id, "
                        + listed + ") select cast(? as varchar(50)), " + listed + " from " + table
                        + " where tenant_id = ?")) {
                    copy.setString(1, to.name());
                    copy.setString(2, from.name());
                    int unused = copy.executeUpdate();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                settings.database().jdbcUrl(), settings.database().user().orElse(""), "");
    }

    /** What happens when somebody takes PostgreSQL's database away. */
    void loseDatabase() {
        String url = settings.database().jdbcUrl();
        int name = url.lastIndexOf('/') + 1;
        try (Connection connection = DriverManager.getConnection(url.substring(0, name) + "postgres", "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("drop database " + url.substring(name) + " with (force)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
