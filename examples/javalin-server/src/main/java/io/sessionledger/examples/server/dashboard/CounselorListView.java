package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Page;

/** Counselors, and which were asked for. */
record CounselorListView(CounselorQuery query, Page<CounselorFigures> counselors) {}
