package io.sessionledger.examples.server.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.analysis.SafetyLevel;
import java.util.List;
import org.junit.jupiter.api.Test;

class RiskRulesTest {

    private static final RiskRules RULES = new RiskRules(RuleBook.bundled());

    @Test
    void no_explicit_statement_of_suicide_self_harm_or_violence_is_missed() {
        List<LabelledUtterance> table = LabelledUtterance.read("utterances.tsv");
        ConfusionMatrix matrix =
                ConfusionMatrix.of(table, text -> RULES.judge(text).level());
        System.out.println(matrix.toMarkdown());
        table.stream()
                .filter(line -> RULES.judge(line.text()).level() != line.level())
                .forEach(line -> System.out.println(
                        line + " -> " + RULES.judge(line.text()).level() + " "
                                + RULES.judge(line.text()).reasons()));

        assertThat(table).hasSizeGreaterThanOrEqualTo(80);
        assertThat(table.stream().filter(LabelledUtterance::isExplicitRed))
                .allSatisfy(line -> assertThat(RULES.judge(line.text()).level())
                        .as(line.text())
                        .isEqualTo(SafetyLevel.RED));
    }

    @Test
    void held_out() {
        List<LabelledUtterance> table = LabelledUtterance.read("utterances-held-out.tsv");
        ConfusionMatrix matrix =
                ConfusionMatrix.of(table, text -> RULES.judge(text).level());
        System.out.println(matrix.toMarkdown());
    }
}
