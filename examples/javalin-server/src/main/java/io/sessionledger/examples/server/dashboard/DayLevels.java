package io.sessionledger.examples.server.dashboard;

/** How many red and yellow analyses the sessions had that started on one day. */
record DayLevels(long red, long yellow) {

    static final DayLevels NONE = new DayLevels(0, 0);
}
