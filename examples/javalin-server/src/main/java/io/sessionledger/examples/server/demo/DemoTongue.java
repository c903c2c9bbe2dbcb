package io.sessionledger.examples.server.demo;

import io.sessionledger.analysis.SafetyLevel;
import java.util.List;
import java.util.Random;

/** What the demo's analyses say, in a tenant's tongue. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are immutable
enum DemoTongue {
    TRADITIONAL_CHINESE(
            "諮商師 %02d",
            "（示範資料，沒有逐字稿）",
            List.of("提到不想活下去，需要立即評估。", "說出傷害自己的念頭。"),
            List.of("先確認人身安全，並詢問是否有計畫。", "依危機流程通知督導。"),
            List.of("情緒低落，睡眠不好。", "談到與家人的衝突，語氣激動。"),
            List.of("放慢步調，先回應情緒。", "詢問這個情況持續多久。"),
            List.of("對話平穩，能說出自己的感受。", "願意討論下一步。"),
            List.of("繼續傾聽。", "肯定對方做得到的部分。"),
            "點數購買",
            "課程回饋",
            "客戶來電反映音訊中斷",
            "登錄更正"),
    ENGLISH(
            "Counselor %02d",
            "(demo data, without a transcript)",
            List.of("Speaks of not wanting to live; assess at once.", "Voices thoughts of self-harm."),
            List.of(
                    "Make sure they are safe, and ask about a plan.",
                    "Tell your supervisor as the crisis procedure says."),
            List.of("Low mood and poor sleep.", "A conflict at work, told in an agitated voice."),
            List.of("Slow down and answer the feeling first.", "Ask how long it has been like this."),
            List.of("Calm; names feelings of their own.", "Ready to talk about a next step."),
            List.of("Keep listening.", "Affirm what already works."),
            "credit pack",
            "course bonus",
            "the client reported broken audio",
            "corrected entry");

    private final String counselorName;
    private final String transcript;
    private final List<String> red;
    private final List<String> redSuggestions;
    private final List<String> yellow;
    private final List<String> yellowSuggestions;
    private final List<String> green;
    private final List<String> greenSuggestions;
    private final String packReason;
    private final String promotionReason;
    private final String refundReason;
    private final String adjustmentReason;

    DemoTongue(
            String counselorName,
            String transcript,
            List<String> red,
            List<String> redSuggestions,
            List<String> yellow,
            List<String> yellowSuggestions,
            List<String> green,
            List<String> greenSuggestions,
            String packReason,
            String promotionReason,
            String refundReason,
            String adjustmentReason) {
        this.counselorName = counselorName;
        this.transcript = transcript;
        this.red = red;
        this.redSuggestions = redSuggestions;
        this.yellow = yellow;
        this.yellowSuggestions = yellowSuggestions;
        this.green = green;
        this.greenSuggestions = greenSuggestions;
        this.packReason = packReason;
        this.promotionReason = promotionReason;
        this.refundReason = refundReason;
        this.adjustmentReason = adjustmentReason;
    }

    String counselorName(int number) {
        return counselorName.formatted(number);
    }

    String transcript() {
        return transcript;
    }

    String packReason() {
        return packReason;
    }

    String promotionReason() {
        return promotionReason;
    }

    String refundReason() {
        return refundReason;
    }

    String adjustmentReason() {
        return adjustmentReason;
    }

    String displayText(SafetyLevel level, Random random) {
        return any(of(level, red, yellow, green), random);
    }

    String suggestion(SafetyLevel level, Random random) {
        return any(of(level, redSuggestions, yellowSuggestions, greenSuggestions), random);
    }

    private static List<String> of(SafetyLevel level, List<String> red, List<String> yellow, List<String> green) {
        return switch (level) {
            case RED -> red;
            case YELLOW -> yellow;
            case GREEN -> green;
        };
    }

    private static String any(List<String> texts, Random random) {
        return texts.get(random.nextInt(texts.size()));
    }
}
