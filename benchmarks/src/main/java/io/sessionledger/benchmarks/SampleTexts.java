package io.sessionledger.benchmarks;

import java.util.List;

/** What models say about counselling sessions, in Chinese and in English. */
final class SampleTexts {

    static final List<String> DISPLAYED = List.of(
            "個案談到最近睡眠不穩，語氣疲倦但願意描述細節；提到工作壓力與家人期待時停頓較長，情緒由緊繃轉為低落。諮商師適時反映感受後，個案能說出自己需要休息與支持，並同意下週紀錄睡眠與情緒的變化，整體互動安全、關係穩定。",
            "The client describes a quarrel at home in a steady voice, names the feeling behind it, and accepts a pause before answering.",
            "個案反覆提到對未來的擔心，呼吸急促，說話速度加快；在引導下完成一次腹式呼吸後明顯放鬆。談及同儕關係時出現自責的語句，諮商師以開放式問句協助釐清事件與感受的差別，個案回應具體，尚無立即的風險，宜持續觀察。",
            "Short answers and long silences; the client looks for words when asked about last week. No sign of acute danger, but withdrawal grows.",
            "本段以目標設定為主，個案能列出三項可行的小步驟並評估困難程度；談到過去的失敗經驗時略有退縮，經肯定後重新投入。諮商師用量尺問句確認動機為七分，個案表示願意在本週內先完成第一項，下次討論執行的情形與阻礙。",
            "The client laughs about a plan that failed, then turns serious and asks what else could help; the alliance is strong and the pace is calm.",
            "個案提到與伴侶的衝突時音量提高，使用絕對化的語句，隨後表達後悔；諮商師暫停內容、回到當下的身體感覺，個案逐漸平穩。需要留意近期衝突的頻率是否增加，以及是否有人身安全的顧慮，建議於下一段直接詢問並確認。",
            "A direct question about safety is answered clearly: no plan, no means, and a friend to call. The client agrees to write down two numbers.");

    static final List<String> SUGGESTED = List.of(
            "放慢步調，先反映情緒，再詢問具體的例子。",
            "Reflect the feeling once more before moving on to the plan.",
            "直接而溫和地確認安全，並約定下一步。",
            "Ask what has helped before, and let the silence stand.");

    static final List<String> RETRIEVED = List.of("""
            [{"id": "guide-012", "title": "情緒反映的技巧", "score": 0.83}, {"id": "guide-047", "title": "睡眠衛生", "score": 0.71}]""", """
            [{"id": "guide-031", "title": "Asking about safety", "score": 0.88}, {"id": "guide-009", "title": "Use of silence", "score": 0.64}]""");

    private SampleTexts() {}
}
