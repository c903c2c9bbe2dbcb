package io.sessionledger.backfill;

import static io.sessionledger.backfill.AnalysisField.ACTION_SUGGESTION;
import static io.sessionledger.backfill.AnalysisField.ANALYZED_AT;
import static io.sessionledger.backfill.AnalysisField.DISPLAY_TEXT;
import static io.sessionledger.backfill.AnalysisField.ID;
import static io.sessionledger.backfill.AnalysisField.MODEL;
import static io.sessionledger.backfill.AnalysisField.RAG_DOCUMENTS;
import static io.sessionledger.backfill.AnalysisField.RAG_SOURCES;
import static io.sessionledger.backfill.AnalysisField.SAFETY_LEVEL;
import static io.sessionledger.backfill.AnalysisField.SEVERITY;
import static io.sessionledger.backfill.AnalysisField.TRANSCRIPT_LENGTH;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessionledger.AnalysisId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.jdbc.PastAnalysis;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Makes analyses of one session's entries, in their order, and says what was odd about them. */
final class EntryMapper {

    private final FieldMapping mapping;
    private final EntryIds ids;
    private final int maxTextBytes;
    private final OddSink odd;
    private @Nullable Instant before;

    /**
     * @param startedAt the time of the first entry if it states none
     */
    EntryMapper(FieldMapping mapping, EntryIds ids, Optional<Instant> startedAt, int maxTextBytes, OddSink odd) {
        this.mapping = mapping;
        this.ids = ids;
        this.before = startedAt.orElse(null);
        this.maxTextBytes = maxTextBytes;
        this.odd = odd;
    }

    /** Hears of oddities. */
    @FunctionalInterface
    interface OddSink {
        void odd(int position, Oddity oddity, String field);
    }

    /** The analysis, or empty if the entry is refused. Whatever happens to it, its time counts for those after it. */
    Optional<PastAnalysis> map(int position, JsonNode node) {
        Entry entry = new Entry(mapping, node, (oddity, field) -> odd.odd(position, oddity, field));
        Instant at = time(entry);
        // also of an entry that is refused: its id stays its own for the run in which it is not
        Named named = named(entry, node, position);
        if (at == null) {
            entry.odd(Oddity.NO_TIME, ANALYZED_AT);
            return Optional.empty();
        }
        SafetyLevel level = level(entry);
        if (level == null) {
            return Optional.empty();
        }
        if (named.oddity() != null) {
            entry.odd(named.oddity(), ID);
        }
        return named.id() == null ? Optional.empty() : analysis(entry, named.id(), at, level);
    }

    private Optional<PastAnalysis> analysis(Entry entry, AnalysisId id, Instant at, SafetyLevel level) {
        EntryTexts texts = new EntryTexts(entry, maxTextBytes);
        try {
            Analysis.Builder analysis = Analysis.builder(level, severity(entry, level))
                    .id(id)
                    .analyzedAt(at)
                    .displayText(texts.text(DISPLAY_TEXT))
                    .actionSuggestion(texts.text(ACTION_SUGGESTION))
                    .ragDocuments(texts.json(RAG_DOCUMENTS))
                    .ragSources(texts.json(RAG_SOURCES))
                    .model(model(entry))
                    .duration(EntryNumbers.duration(entry))
                    .estimatedCost(EntryNumbers.cost(entry));
            Long length = EntryNumbers.count(entry, TRANSCRIPT_LENGTH, Integer.MAX_VALUE);
            if (length != null) {
                analysis = analysis.transcriptLength(length.intValue());
            }
            return Optional.of(
                    new PastAnalysis(analysis.build(), EntryNumbers.tokens(entry, mapping.cachedInsidePrompt())));
        } catch (InvalidInputException e) {
            entry.odd(Oddity.UNSTORABLE, e.field());
            return Optional.empty();
        }
    }

    private @Nullable Instant time(Entry entry) {
        JsonNode value = entry.value(ANALYZED_AT);
        Optional<EntryTimes.Read> read = value == null ? Optional.empty() : EntryTimes.read(value, mapping.zone());
        if (read.isPresent()) {
            if (!read.get().hasZone()) {
                entry.odd(Oddity.TIME_WITHOUT_ZONE, ANALYZED_AT);
            }
            before = read.get().instant();
        } else if (before != null) {
            entry.odd(value == null ? Oddity.TIME_MISSING : Oddity.TIME_UNREADABLE, ANALYZED_AT);
        }
        return before;
    }

    private Named named(Entry entry, JsonNode node, int position) {
        JsonNode value = entry.value(ID);
        if (value == null) {
            return new Named(ids.at(position), null);
        }
        if (value.isContainerNode()) {
            return new Named(ids.at(position), Oddity.ID_UNUSABLE);
        }
        AnalysisId own = ids.own(value.asText());
        return switch (ids.use(own, node)) {
            case FIRST -> new Named(own, null);
            case OTHER_ENTRY -> new Named(ids.at(position), Oddity.ID_TAKEN);
            case SAME_ENTRY -> new Named(null, Oddity.REPEATED);
        };
    }

    /** An entry's id, null if it has none of its own; and what is odd about it. */
    private record Named(@Nullable AnalysisId id, @Nullable Oddity oddity) {}

    private @Nullable SafetyLevel level(Entry entry) {
        JsonNode value = entry.value(SAFETY_LEVEL);
        if (value == null) {
            entry.odd(Oddity.NO_LEVEL, SAFETY_LEVEL);
            return null;
        }
        Optional<SafetyLevel> level = value.isContainerNode() ? Optional.empty() : mapping.level(value.asText());
        if (level.isEmpty()) {
            entry.odd(Oddity.UNKNOWN_LEVEL, SAFETY_LEVEL);
        }
        return level.orElse(null);
    }

    private static int severity(Entry entry, SafetyLevel level) {
        JsonNode value = entry.value(SEVERITY);
        if (value != null && value.isTextual()) {
            OptionalInt word = severityWord(value.asText());
            if (word.isPresent()) {
                entry.odd(Oddity.SEVERITY_AS_TEXT, SEVERITY);
                return word.getAsInt();
            }
        }
        // 2.0 is 2
        double number = value != null && value.isNumber() ? value.doubleValue() : 0;
        if (number == 1 || number == 2 || number == 3) {
            return (int) number;
        }
        entry.odd(Oddity.SEVERITY_FROM_LEVEL, SEVERITY);
        return switch (level) {
            case GREEN -> 1;
            case YELLOW -> 2;
            case RED -> 3;
        };
    }

    private static OptionalInt severityWord(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "1", "low", "slight", "mild", "minor" -> OptionalInt.of(1);
            case "2", "medium", "moderate" -> OptionalInt.of(2);
            case "3", "high", "grave", "severe", "critical" -> OptionalInt.of(3);
            default -> OptionalInt.empty();
        };
    }

    private static @Nullable String model(Entry entry) {
        JsonNode value = entry.value(MODEL);
        if (value == null || (value.isTextual() && value.asText().isBlank())) {
            return null;
        }
        String name = value.isTextual() ? EntryTexts.repaired(value.asText()) : "";
        if (name.isBlank() || name.length() > Analysis.MAX_MODEL_LENGTH) {
            entry.odd(Oddity.MODEL_UNUSABLE, MODEL);
            return null;
        }
        if (!Objects.equals(name, value.asText())) {
            entry.odd(Oddity.TEXT_REPAIRED, MODEL);
        }
        return name;
    }
}
