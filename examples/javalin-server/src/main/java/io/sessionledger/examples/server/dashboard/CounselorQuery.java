package io.sessionledger.examples.server.dashboard;

import java.util.Optional;

/**
 * Which counselors to list, in which order.
 *
 * @param search what the name or the address contains
 * @param lowOnly only those whose credits run out
 * @param order of the list
 */
record CounselorQuery(Optional<String> search, boolean lowOnly, Order order) {

    /** Each order has one expression, by which its pages are cut as well. */
    enum Order {
        BALANCE("balance", "x.available", false),
        USE("use", "x.credits", true),
        NAME("name", "x.name", false);

        private final String code;
        private final String expression;
        private final boolean falling;

        Order(String code, String expression, boolean falling) {
            this.code = code;
            this.expression = expression;
            this.falling = falling;
        }

        String code() {
            return code;
        }

        String expression() {
            return expression;
        }

        boolean falling() {
            return falling;
        }
    }
}
