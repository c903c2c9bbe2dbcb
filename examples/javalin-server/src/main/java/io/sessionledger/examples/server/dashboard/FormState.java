package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import java.util.Map;

/**
 * A form as it was sent: what was written, and what is wrong with it.
 *
 * @param fields what was written, by field
 * @param wrong what is wrong with it, by field
 */
record FormState(Map<String, String> fields, Map<String, String> wrong) {

    /** Answers 422 where something is wrong. */
    static FormState of(Context context, FormReader form) {
        if (!form.isRight()) {
            context.status(422);
        }
        return new FormState(form.fields(), form.wrong());
    }

    static boolean isStep(Context context, String step) {
        return step.equals(context.formParam(FormReader.STEP));
    }

    /** Whether the form was sent, and not for another look at it. */
    static boolean isSent(Context context) {
        return context.method().name().equals("POST") && !isStep(context, "edit");
    }

    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    String wrong(String name) {
        return wrong.getOrDefault(name, "");
    }

    boolean isWrong() {
        return !wrong.isEmpty();
    }
}
