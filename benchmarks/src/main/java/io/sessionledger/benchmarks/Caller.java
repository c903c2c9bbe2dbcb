package io.sessionledger.benchmarks;

import java.util.SplittableRandom;

/**
 * One caller of many: its number and its own source of chance, which nobody else draws from. Its draws differ from run to run, so that ids made from
 * them never meet.
 *
 * @param number from 0
 * @param random this caller's alone
 */
record Caller(int number, SplittableRandom random) {

    static Caller number(int number) {
        return new Caller(number, new SplittableRandom());
    }
}
