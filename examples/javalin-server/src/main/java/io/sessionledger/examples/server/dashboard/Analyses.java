package io.sessionledger.examples.server.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is read of the analyses of a period's sessions.
 *
 * @param levels by day
 * @param models the dearest first
 * @param reds the latest first
 */
record Analyses(List<DayLevels> levels, List<ModelFigures> models, List<AnalysisPlace> reds) {

    private static final Comparator<ModelFigures> DEAREST = Comparator.comparing(
                    (ModelFigures model) -> model.cost().value())
            .thenComparing(ModelFigures::analyses)
            .reversed();

    /** These and others. */
    Analyses plus(Analyses more) {
        return new Analyses(
                IntStream.range(0, levels.size())
                        .mapToObj(day -> levels.get(day).plus(more.levels.get(day)))
                        .toList(),
                together(models, more.models),
                Stream.concat(reds.stream(), more.reds.stream())
                        .sorted(Comparator.comparing(AnalysisPlace::analyzedAt).reversed())
                        .toList());
    }

    private static List<ModelFigures> together(List<ModelFigures> some, List<ModelFigures> others) {
        Map<Optional<String>, ModelFigures> byName = Stream.concat(some.stream(), others.stream())
                .collect(Collectors.toMap(
                        model -> Optional.ofNullable(model.model()), model -> model, ModelFigures::plus));
        List<ModelFigures> all = new ArrayList<>(byName.values());
        all.sort(DEAREST);
        return all;
    }
}
