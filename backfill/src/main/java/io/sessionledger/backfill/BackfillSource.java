package io.sessionledger.backfill;

import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the entries are: the host's table of sessions, and which of its columns say what. Names are written as in SQL; those that need quotation marks have them.
 *
 * <pre>{@code
 * BackfillSource.table("sessions").build();                      // id, counselor_id, tenant_id, analysis_logs
 * BackfillSource.table("app.sessions").id("session_no").tenant(TenantId.of("island")).entries("logs").build();
 * }</pre>
 *
 * Immutable.
 */
public final class BackfillSource {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w{0,62}|\"[^\"\\p{Cntrl}]{1,63}\"");

    private final Builder options;

    private BackfillSource(Builder options) {
        this.options = options;
    }

    /**
     * Names the table.
     *
     * @param table as written in SQL, such as {@code sessions} or {@code app.sessions}
     * @return a builder
     * @throws InvalidInputException if that is no name
     */
    public static Builder table(String table) {
        for (String part : table.split("\\.", -1)) {
            name("table", part);
        }
        return new Builder(table);
    }

    private static String name(String field, String written) {
        InvalidInputException.unless(
                NAME.matcher(written).matches(),
                field,
                "a name of letters, digits and underscores, or any name in quotation marks",
                written);
        return written;
    }

    String table() {
        return options.table;
    }

    String id() {
        return options.id;
    }

    String counselor() {
        return options.counselor;
    }

    String entries() {
        return options.entries;
    }

    /** The column with the tenant; null if all are one tenant's. */
    @Nullable
    String tenantColumn() {
        return options.tenant == null ? options.tenantColumn : null;
    }

    @Nullable
    TenantId tenant() {
        return options.tenant;
    }

    @Nullable
    String startedAt() {
        return options.startedAt;
    }

    @Nullable
    String endedAt() {
        return options.endedAt;
    }

    @Nullable
    String creditsColumn() {
        return options.creditsColumn;
    }

    Function<SessionId, Optional<Credits>> credits() {
        return options.credits;
    }

    FieldMapping mapping() {
        return options.mapping;
    }

    int maxTextBytes() {
        return options.maxTextBytes;
    }

    /** Options of a {@link BackfillSource}. Not thread-safe. */
    public static final class Builder {

        private final String table;
        private String id = "id";
        private String counselor = "counselor_id";
        private String entries = "analysis_logs";
        private String tenantColumn = "tenant_id";
        private @Nullable TenantId tenant;
        private @Nullable String startedAt;
        private @Nullable String endedAt;
        private @Nullable String creditsColumn;
        private Function<SessionId, Optional<Credits>> credits = session -> Optional.empty();
        private FieldMapping mapping = FieldMapping.usual();
        private int maxTextBytes = io.sessionledger.jdbc.JdbcLedgerStore.Builder.DEFAULT_MAX_TEXT_BYTES;

        private Builder(String table) {
            this.table = table;
        }

        private Builder(Builder other) {
            this.table = other.table;
            this.id = other.id;
            this.counselor = other.counselor;
            this.entries = other.entries;
            this.tenantColumn = other.tenantColumn;
            this.tenant = other.tenant;
            this.startedAt = other.startedAt;
            this.endedAt = other.endedAt;
            this.creditsColumn = other.creditsColumn;
            this.credits = other.credits;
            this.mapping = other.mapping;
            this.maxTextBytes = other.maxTextBytes;
        }

        /**
         * Names the column with the session's key.
         *
         * @param column uuid, a whole number, or text that holds uuids; unique by an index of its own; {@code id} unless stated
         * @return this builder
         * @throws InvalidInputException if that is no name
         */
        public Builder id(String column) {
            this.id = name("id", column);
            return this;
        }

        /**
         * Names the column with the counselor's key.
         *
         * @param column uuid, a whole number, or text that holds uuids; {@code counselor_id} unless stated
         * @return this builder
         * @throws InvalidInputException if that is no name
         */
        public Builder counselor(String column) {
            this.counselor = name("counselor", column);
            return this;
        }

        /**
         * Names the column with the array.
         *
         * @param column jsonb, json or text; {@code analysis_logs} unless stated
         * @return this builder
         * @throws InvalidInputException if that is no name
         */
        public Builder entries(String column) {
            this.entries = name("entries", column);
            return this;
        }

        /**
         * Names the column with the tenant.
         *
         * @param column its text, uuid or number is the tenant's id; {@code tenant_id} unless stated
         * @return this builder
         * @throws InvalidInputException if that is no name
         */
        public Builder tenantColumn(String column) {
            this.tenantColumn = name("tenantColumn", column);
            this.tenant = null;
            return this;
        }

        /**
         * Says that all sessions are one tenant's, whose table has no column for it.
         *
         * @param tenant the tenant
         * @return this builder
         */
        public Builder tenant(TenantId tenant) {
            this.tenant = tenant;
            return this;
        }

        /**
         * Names the column that says when a session started. With it sessions without entries come in, too; without it a session starts with its earliest entry.
         *
         * @param column a timestamp; one without a zone is read in that of the mapping
         * @return this builder
         * @throws InvalidInputException if that is no name
         */
        public Builder startedAt(String column) {
            this.startedAt = name("startedAt", column);
            return this;
        }

        /**
         * Names the column that says when a session ended; without it a session ends with its latest entry.
         *
         * @param column a timestamp; one without a zone is read in that of the mapping
         * @return this builder
         * @throws InvalidInputException if that is no name
         */
        public Builder endedAt(String column) {
            this.endedAt = name("endedAt", column);
            return this;
        }

        /**
         * Names the column that says which credits were taken for a session; null: none are entered.
         *
         * @param column a number of at most four decimals, zero or more
         * @return this builder
         * @throws InvalidInputException if that is no name
         */
        public Builder credits(String column) {
            this.creditsColumn = name("credits", column);
            return this;
        }

        /**
         * Says which credits were taken for a session, where no column does.
         *
         * @param credits must be quick and say the same each time; empty: none are entered
         * @return this builder
         */
        public Builder credits(Function<SessionId, Optional<Credits>> credits) {
            this.credits = credits;
            return this;
        }

        /**
         * Says how entries are read.
         *
         * @param mapping {@link FieldMapping#usual()} unless stated
         * @return this builder
         */
        public Builder mapping(FieldMapping mapping) {
            this.mapping = mapping;
            return this;
        }

        /**
         * Says how long a text may be: as long as the store takes it.
         *
         * @param bytes of UTF-8, what the store was built with
         * @return this builder
         */
        public Builder maxTextBytes(int bytes) {
            this.maxTextBytes = bytes;
            return this;
        }

        /** {@return the source} */
        public BackfillSource build() {
            return new BackfillSource(new Builder(this));
        }
    }
}
