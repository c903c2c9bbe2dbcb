package io.sessionledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantIdTest {

    private static final String FIFTY = "t".repeat(50);

    @ParameterizedTest
    @MethodSource("good")
    void any_storable_name_of_1_to_50_characters_is_a_tenant(String name) {
        assertThat(TenantId.of(name)).isEqualTo(new TenantId(name)).hasToString(name);
    }

    static String[] good() {
        return new String[] {"i", "island", FIFTY, "\u8aee\u5546\u6240", "island \uD83C\uDFDD"};
    }

    @ParameterizedTest
    @MethodSource("bad")
    void anything_else_is_not(String name) {
        assertThatThrownBy(() -> TenantId.of(name)).isInstanceOf(InvalidInputException.class);
    }

    static String[] bad() {
        return new String[] {
            "", " ", "\t\n", FIFTY + "t", "\0", "is\0land", "island\uD83C", "\uDFDDisland", "island ", " island"
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"Island", "islands"})
    void names_are_taken_as_they_are(String other) {
        assertThat(TenantId.of(other)).isNotEqualTo(TenantId.of("island"));
    }
}
