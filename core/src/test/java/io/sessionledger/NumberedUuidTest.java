package io.sessionledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberedUuidTest {

    private static final UUID FOREIGN = UUID.fromString("123e4567-e89b-42d3-a456-426614174000");

    @Test
    void a_number_is_readable_in_its_id() {
        assertThat(SessionId.of(42)).hasToString("00000000-0000-8000-8000-00000000002a");
        assertThat(SessionId.of(Long.MAX_VALUE)).hasToString("00000000-0000-8001-bfff-ffffffffffff");
        assertThat(SessionId.of(-1)).hasToString("00000000-0000-8003-bfff-ffffffffffff");
    }

    @ParameterizedTest
    @MethodSource("edges")
    void every_kind_of_id_gives_its_number_back(long number) {
        assertThat(SessionId.of(number).asLong()).isEqualTo(number);
        assertThat(AnalysisId.of(number).asLong()).isEqualTo(number);
        assertThat(CounselorId.of(number).asLong()).isEqualTo(number);
        assertThat(CreditLogId.of(number).asLong()).isEqualTo(number);
        assertThat(RateId.of(number).asLong()).isEqualTo(number);
        assertThat(GrantId.of(number).asLong()).isEqualTo(number);
        assertThat(HoldId.of(number).asLong()).isEqualTo(number);
    }

    @Test
    void every_kind_of_id_is_read_back_from_its_text() {
        String text = FOREIGN.toString();

        assertThat(SessionId.of(text)).isEqualTo(SessionId.of(FOREIGN)).hasToString(text);
        assertThat(AnalysisId.of(text)).isEqualTo(AnalysisId.of(FOREIGN)).hasToString(text);
        assertThat(CounselorId.of(text)).isEqualTo(CounselorId.of(FOREIGN)).hasToString(text);
        assertThat(CreditLogId.of(text)).isEqualTo(CreditLogId.of(FOREIGN)).hasToString(text);
        assertThat(RateId.of(text)).isEqualTo(RateId.of(FOREIGN)).hasToString(text);
        assertThat(GrantId.of(text)).isEqualTo(GrantId.of(FOREIGN)).hasToString(text);
        assertThat(HoldId.of(text)).isEqualTo(HoldId.of(FOREIGN)).hasToString(text);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20, 300})
    void different_numbers_make_different_uuids_of_version_8_and_the_rfc_variant(long seed) {
        Random random = new Random(seed);
        Set<Long> numbers = new LinkedHashSet<>();
        edges().forEach(numbers::add);
        while (numbers.size() < 10_000) {
            numbers.add(random.nextLong());
        }

        Set<UUID> uuids = new LinkedHashSet<>();
        for (long number : numbers) {
            UUID uuid = NumberedUuid.of(number);
            assertThat(uuid.version()).as("version of %d", number).isEqualTo(8);
            assertThat(uuid.variant()).as("variant of %d", number).isEqualTo(2);
            assertThat(NumberedUuid.asLong(uuid)).isEqualTo(number);
            uuids.add(uuid);
        }
        assertThat(uuids).hasSameSizeAs(numbers);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 50, 600})
    void ids_of_numbers_from_zero_up_sort_as_the_numbers_do_in_java_and_as_text(long seed) {
        Random random = new Random(seed);
        UUID[] rising = LongStream.concat(edges(), random.longs(10_000))
                .filter(number -> number >= 0)
                .distinct()
                .sorted()
                .mapToObj(NumberedUuid::of)
                .toArray(UUID[]::new);

        assertThat(rising).hasSizeGreaterThan(4_000).isSorted();
        assertThat(rising).extracting(UUID::toString).isSorted();
    }

    @Test
    void what_was_not_made_from_a_number_has_none() {
        assertThatThrownBy(() -> SessionId.of(FOREIGN).asLong())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(FOREIGN.toString());

        UUID numbered = NumberedUuid.of(42);
        int foreign = 0;
        for (int bit = 0; bit < 128; bit++) {
            UUID flipped = new UUID(
                    numbered.getMostSignificantBits() ^ (bit < 64 ? 1L << bit : 0),
                    numbered.getLeastSignificantBits() ^ (bit < 64 ? 0 : 1L << bit));
            try {
                assertThat(NumberedUuid.of(NumberedUuid.asLong(flipped))).isEqualTo(flipped);
            } catch (IllegalStateException e) {
                foreign++;
            }
        }
        assertThat(foreign).as("bits that hold no part of the number").isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "not a uuid",
                "1-1-1-1-1",
                "123e4567e89b42d3a456426614174000",
                "{123e4567-e89b-42d3-a456-426614174000}",
                " 123e4567-e89b-42d3-a456-426614174000",
                "123e4567-e89b-42d3-a456-4266141740000",
                "123e4567-e89b-42d3-a456-42661417400g",
                "+23e4567-e89b-42d3-a456-426614174000",
                "-23e4567-e89b-42d3-a456-426614174000",
                "\u0661\u0662\u0663e4567-e89b-42d3-a456-426614174000"
            })
    void only_the_usual_form_of_36_characters_is_an_id(String text) {
        assertThatThrownBy(() -> SessionId.of(text)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void the_case_of_hexadecimal_digits_makes_no_difference() {
        assertThat(SessionId.of("123E4567-E89B-42D3-A456-426614174000")).isEqualTo(SessionId.of(FOREIGN));
    }

    private static LongStream edges() {
        long quarter = 1L << 62;
        return LongStream.of(
                0, 1, -1, 42, quarter - 1, quarter, -quarter, -quarter - 1, Long.MIN_VALUE, Long.MAX_VALUE);
    }
}
