package io.sessionledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void a_page_has_1_to_1000_items(int size) {
        assertThat(PageRequest.first(size)).isEqualTo(new PageRequest(size, Optional.empty()));
        assertThat(PageRequest.after(size, "c")).isEqualTo(new PageRequest(size, Optional.of("c")));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1001, 10_000, Integer.MAX_VALUE})
    void any_other_size_is_refused_not_corrected(int size) {
        assertThatThrownBy(() -> PageRequest.first(size)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> PageRequest.after(size, "c")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void a_page_keeps_its_items_whatever_becomes_of_the_list_it_was_made_from() {
        List<String> items = new ArrayList<>(List.of("a", "b"));
        Page<String> page = new Page<>(items, Optional.empty());

        items.clear();

        assertThat(page.items()).containsExactly("a", "b");
        assertThatThrownBy(() -> page.items().add("c")).isInstanceOf(UnsupportedOperationException.class);
    }
}
