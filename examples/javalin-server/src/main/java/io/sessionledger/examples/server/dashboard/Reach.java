package io.sessionledger.examples.server.dashboard;

/** Which of the analyses are looked at for those of a period's sessions. */
enum Reach {
    /** Those made from a day before the period to a week after it, which are nearly always all. */
    NEAR,
    /** Whenever they were made. */
    ALL
}
