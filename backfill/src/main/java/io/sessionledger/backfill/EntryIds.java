package io.sessionledger.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The ids of one session's entries, the same in every run: the entry's own if it is a uuid, else one made of tenant, session and the entry's own id, else one made of its position.
 */
final class EntryIds {

    private static final int VERSION_8 = 0x80;
    private static final int VARIANT = 0x80;

    private final String session;
    private final Map<AnalysisId, byte[]> own = new HashMap<>();

    EntryIds(TenantId tenant, SessionId session) {
        this.session = tenant.value() + "\n" + session + "\n";
    }

    /** The id that an entry states. */
    AnalysisId own(String text) {
        try {
            return AnalysisId.of(text);
        } catch (io.sessionledger.InvalidInputException e) {
            return made("id\n" + text);
        }
    }

    /** The id of an entry that states none. */
    AnalysisId at(int position) {
        return made("position\n" + position);
    }

    /** Whether an id is free, and now taken, or by what it was taken before. */
    Use use(AnalysisId id, JsonNode entry) {
        byte[] content = sha256(entry.toString());
        byte[] before = own.putIfAbsent(id, content);
        return before == null ? Use.FIRST : Arrays.equals(before, content) ? Use.SAME_ENTRY : Use.OTHER_ENTRY;
    }

    /** RFC 9562, version 8: whatever an application likes, here a digest. */
    private AnalysisId made(String of) {
        byte[] bytes = sha256(session + of);
        bytes[6] = (byte) ((bytes[6] & 0x0F) | VERSION_8);
        bytes[8] = (byte) ((bytes[8] & 0x3F) | VARIANT);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return AnalysisId.of(new UUID(buffer.getLong(), buffer.getLong()));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What an id was used for before. */
    enum Use {
        FIRST,
        SAME_ENTRY,
        OTHER_ENTRY
    }
}
