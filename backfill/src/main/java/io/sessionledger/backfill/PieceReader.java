package io.sessionledger.backfill;

import java.io.IOException;
import java.io.Reader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads a text from PostgreSQL piece by piece, whose first piece is there. An array of any length so takes no more memory than a piece. */
final class PieceReader extends Reader {

    /** How many characters a piece has. PostgreSQL makes the whole text anew for each, so not too few. */
    private static final int PIECE = 2 * 1024 * 1024;

    private final Connection connection;
    private final String sql;
    private final Object key;
    private String piece;
    private int at;
    private int read;
    private int asked;

    PieceReader(Connection connection, String first, int asked, String sql, Object key) {
        this.connection = connection;
        this.piece = first;
        this.asked = asked;
        this.sql = sql;
        this.key = key;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        if (at == piece.length() && !next()) {
            return -1;
        }
        int count = Math.min(length, piece.length() - at);
        piece.getChars(at, at + count, buffer, offset);
        at += count;
        return count;
    }

    /** PostgreSQL counts characters, Java's strings have two units for some. */
    private boolean next() throws IOException {
        int got = piece.codePointCount(0, piece.length());
        if (got < asked) {
            return false;
        }
        read += got;
        asked = PIECE;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, read + 1);
            statement.setInt(2, asked);
            statement.setObject(3, key);
            try (ResultSet row = statement.executeQuery()) {
                String text = row.next() ? row.getString(1) : null;
                piece = text == null ? "" : text;
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
        at = 0;
        return !piece.isEmpty();
    }

    @Override
    public void close() {
        // the connection is the page's
    }
}
