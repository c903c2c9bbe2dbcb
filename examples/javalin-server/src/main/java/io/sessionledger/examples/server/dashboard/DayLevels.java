package io.sessionledger.examples.server.dashboard;

/** How many red and yellow analyses the sessions had that started on one day. */
record DayLevels(long red, long yellow) {

    static final DayLevels NONE = new DayLevels(0, 0);

    DayLevels plus(DayLevels more) {
        return new DayLevels(red + more.red, yellow + more.yellow);
    }
}
