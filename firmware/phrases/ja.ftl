### 日本語。値 = 画面の文。「|」は改行してよい文節の切れ目(それ以外では折り返さない)。改行は必ず改行。
### .speech がない句は、画面の文から「|」を除いて読む。
### .speech = 受話器で聞く文。 .aloud = スピーカーで言ってよい文(受話器の文を声に出せないとき)。
### .confirm = 確認のときの言いかた(メニューと違うときだけ)。
### 宛先(受話器だけ/声に出してよい)と優先(途中で切ってよい/最後まで)は keys.toml にある。

## 用語。機種や設置場所で変わるものは、ここだけを site.ftl で上書きする。

-card = マイナンバーカード
-ok = ○
-ok-say = まる
-back = ←
-back-say = やじるし
-stop = ×
-stop-say = ばつ
-again = ＊
-again-say = こめじるし
-help = ＃
-help-say = シャープ
-place-card = 手前の|くぼみ
-place-card-say = 手前のくぼみ
-place-coin = 右上の入れ口
-place-touch = 右の丸い板
-place-paper = 下の取り出し口
-place-receipt = 右下の口
-place-reset = お住まいの市区町村の窓口
-counter = 市民課の窓口
-staff = 係員

## 値の言いかた

digit-say = { $digit ->
        [0] ゼロ
        [1] いち
        [2] に
        [3] さん
        [4] よん
        [5] ご
        [6] ろく
        [7] なな
        [8] はち
       *[9] きゅう
    }
clock-time = { $hour }:{ NUMBER($minute, minimumIntegerDigits: 2) }
    .speech = { $half ->
        [am] 午前
       *[pm] 午後
    }{ $hour12 }時{ $minute ->
        [0] {""}
       *[other] { $minute }分
    }
choice-item = { $key }　{ $label }
    .speech = { $label }は{ $key }。
choice-taken = { $label }
    .speech = { $label }。

## ボタン(画面だけ。読むときは名前のまま)

button-ok = はい
button-next = 次へ
button-back = 戻る
button-cancel = やめる
button-fix = 直す
button-again = もう一度
button-more = もっと見る
button-continue = 続ける
button-staff = 係員を|呼ぶ
button-stop-sound = 音を|止める
button-text-size = 文字を|大きく
button-contrast = 白黒を|反転
button-language = ことば

## 受話器とテンキー

handset-offer = 受話器を|取ると|音声と|テンキーで|使えます
    .speech = 受話器を取ると、音声と、テンキーだけで使えます。
    .aloud = 受話器で、音声案内が聞けます。
handset-screen-covered = 受話器で|ご利用中です
    .speech = 周りから見えないように、表示を消しました。
handset-paused = 受話器を|取ると|続きから|始まります
    .speech = 受話器を取ると、続きから始まります。
handset-resumed = 続きから|始めます
    .speech = 続きから始めます。
help-choose = 説明
    .speech = キーの説明は1。声の調整は2。練習は9。戻るなら{ -help-say }。
key-help = ○ 決定　← 戻る　× やめる　＊ もう一度　＃ 説明
    .speech = 真ん中の5に、点があります。{ -ok-say }は決定。{ -back-say }は一つ戻る。{ -stop-say }はやめる。{ -again-say }はもう一度聞く。戻るなら{ -help-say }。
voice-help = 2 大きく　8 小さく　6 速く　4 ゆっくり
    .speech = 2で大きく、8で小さく、6で速く、4でゆっくり。戻るなら{ -help-say }。
key-unused = そのキーは|使いません
    .speech = 今は使わないキーです。
where-am-i = いま：{ $step }
    .speech = 今は、{ $steps }段階の{ $index }番目、{ $step }です。
volume-changed = 音量 { $level }
    .speech = この大きさです。
rate-changed = 速さ { $rate }倍
    .speech = この速さです。
limit-reached = これ以上は|変えられません
    .speech = これ以上は、変わりません。
language-choose = ことばを|選んでください
    .speech = 言葉を選びます。
language-changed = 日本語
    .speech = 日本語です。

## 段階の名前(where-am-i で使う)

step-card = カードを置く
step-pin = 暗証番号
step-certificate = 証明書を選ぶ
step-options = 内容を選ぶ
step-confirm = 確認
step-pay = 支払い
step-print = 印刷
step-take = 受け取り

## 始まりと終わり

visit-start = { -card }を|{ -place-card }に|置いてください
    .speech = 証明書発行機です。カードを{ -place-card-say }に置いてください。説明は{ -help-say }。
    .aloud = カードを置いてください。
visit-end = 終わりました
    .speech = 終わりです。受話器を戻してください。
    .aloud = ありがとうございました。
visit-cancel-confirm = やめますか？
    .speech = やめるなら、もう一度{ -stop-say }。続けるなら{ -ok-say }。
visit-cancelled = 取り消しました。|料金は|かかりません
    .speech = 取り消しました。料金はかかりません。
visit-idle-warning = 続けますか？|あと{ $seconds }秒で|終わります
    .speech = 続けるなら{ -ok-say }。あと{ $seconds }秒で終わります。
    .aloud = まだお使いですか。あと{ $seconds }秒で終わります。
visit-continued = 続けます
    .speech = 続けます。
visit-ended-idle = 操作が|なかったので|終わりました。|何も|発行していません
    .speech = 操作がなかったので、終わりました。何も発行していません。受話器を戻してください。
    .aloud = 終わりました。忘れ物をお確かめください。
visit-wait = お待ちください
    .speech = お待ちください。
visit-wait-long = 時間が|かかっています。|そのまま|お待ちください
    .speech = 時間がかかっています。そのまま、お待ちください。
visit-busy-other = 前の人の|手続きを|終えています
    .speech = 前の手続きを終えています。お待ちください。

## カード

card-place = { -card }を|{ -place-card }に|置いてください
    .speech = カードを{ -place-card-say }に置いてください。
card-reading = カードを|読んでいます。|動かさないで|ください
    .speech = 読み取り中です。
card-place-again = 読み取れません。|一度|取って、|もう一度|置いてください
    .speech = 読み取れません。カードを一度取り、くぼみに、平らに置きなおしてください。
card-turn-over = カードの|向きを|変えて|ください
    .speech = カードを裏返して、置きなおしてください。
card-several = カードは|1枚だけ|置いてください
    .speech = カードが重なっています。ケースから出して、1枚だけ置いてください。
card-other-kind = { -card }では|ありません
    .speech = マイナンバーカードではありません。カードを替えて、置いてください。
card-moved = 途中で|カードが|動きました。|もう一度|置いてください
    .speech = 途中でカードが動きました。もう一度置いてください。料金はかかっていません。
    .aloud = もう一度、カードを置いてください。
card-remove = カードを|取ってください
    .speech = 確認しました。カードを取ってください。
    .aloud = カードを取ってください。
card-remove-first = カードを|取ると|次へ|進みます
    .speech = カードを取ると、次へ進みます。
card-left-alarm = カードが|残っています
    .speech = カードが残っています。カードを取ってください。
    .aloud = カードが残っています。
card-left-staff = カードが|残っています。|{ -staff }を|呼びました
    .speech = カードが残っています。係員を呼びました。
    .aloud = カードが残っています。
card-expired = カードの|有効期限が|切れています。|{ -place-reset }で|更新して|ください
    .speech = カードの有効期限が切れています。{ -place-reset }で、更新してください。カードを取ってください。
    .aloud = カードを取ってください。
card-revoked = この|カードは|いま|使えません。|{ -place-reset }で|お確かめ|ください
    .speech = このカードは、今は使えません。{ -place-reset }で、お確かめください。カードを取ってください。
    .aloud = カードを取ってください。
card-suspended = カードが|一時停止中です。|見つかった|カードなら|{ -place-reset }で|解除できます
    .speech = カードが、一時停止になっています。{ -place-reset }で、解除できます。カードを取ってください。
    .aloud = カードを取ってください。
certificate-missing = 電子証明書が|入っていません。|{ -place-reset }で|入れられます
    .speech = カードに、利用者証明用電子証明書が入っていません。{ -place-reset }で、入れられます。カードを取ってください。
    .aloud = カードを取ってください。
certificate-expired = 電子証明書の|期限が|切れています。|{ -place-reset }で|更新できます
    .speech = 電子証明書の期限が切れています。{ -place-reset }で、無料で更新できます。カードを取ってください。
    .aloud = カードを取ってください。
card-too-new = 受け取った|翌日から|使えます
    .speech = カードは、受け取った次の日から使えます。明日、おいでください。カードを取ってください。
    .aloud = カードを取ってください。
holder-too-young = 15歳以上の|人が|使えます。|{ -counter }へ|どうぞ
    .speech = 15歳以上の人が使えます。{ -counter }で、発行できます。カードを取ってください。
    .aloud = カードを取ってください。
revocation-unknown = いま|カードの|確認が|できません。|{ -counter }を|ご利用ください
    .speech = 今、カードの確認ができません。料金はかかっていません。{ -counter }を使うか、あとで、もう一度お試しください。
    .aloud = 今は、使えません。

## 暗証番号

pin-enter = 暗証番号|4桁を|入力して|ください
    .speech = 4けたの暗証番号を押して、{ -ok-say }。
    .aloud = 暗証番号を入力してください。
pin-digit-taken = { $count }桁目
    .speech = { $count }けた。
pin-digit-erased = 1桁|消しました
    .speech = 1けた、消しました。
pin-short = 4桁|入力して|ください
    .speech = まだ{ $count }けたです。4けた押して、{ -ok-say }。
    .aloud = 4けた入力してください。
pin-checking = 確認して|います
    .speech = 確認中です。
pin-wrong = 暗証番号が|違います。|あと{ $left }回|入力できます
    .speech = 暗証番号が違います。あと{ $left }回、入力できます。もう一度、4けたと、{ -ok-say }。
    .aloud = もう一度、入力してください。
pin-wrong-last = 暗証番号が|違います。|あと1回です。|次に|違うと|ロックされます
    .speech = 暗証番号が違います。あと1回です。次に違うとロックされます。やめるなら{ -stop-say }。再設定は、{ -place-reset }です。続けるなら、4けたと、{ -ok-say }。
    .aloud = もう一度、入力してください。
pin-last-before = あと1回だけ|入力できます。|違うと|ロックされます
    .speech = この暗証番号は、あと1回だけ入力できます。違うとロックされます。やめるなら{ -stop-say }。続けるなら、4けたと、{ -ok-say }。
    .aloud = 暗証番号を入力してください。
pin-blocked = 暗証番号が|ロックされて|います。|{ -place-reset }で|再設定できます
    .speech = 暗証番号が、ロックされています。{ -place-reset }で、再設定できます。カードと本人確認書類を、お持ちください。カードを取ってください。
    .aloud = カードを取ってください。
pin-forgotten = 暗証番号は|カードを|受け取った|ときに|決めた|4桁です
    .speech = 暗証番号は、カードを受け取ったときに決めた、4けたの数字です。忘れたときは、{ -place-reset }で再設定できます。
    .aloud = 暗証番号は、4けたの数字です。

## 証明書

certificate-choose = 証明書を|選んで|ください
    .speech = 証明書は{ $count }種類です。
    .aloud = 証明書を選んでください。
certificate-residence = 住民票の写し
    .speech = 住民票
certificate-seal = 印鑑登録証明書
    .speech = 印鑑証明
certificate-family-all = 戸籍|全部事項証明書|(謄本)
    .speech = 戸籍謄本
certificate-family-one = 戸籍|個人事項証明書|(抄本)
    .speech = 戸籍抄本
certificate-supplementary = 戸籍の附票の写し
    .speech = 戸籍のふひょう
certificate-tax = 課税(所得)|証明書
    .speech = 税の証明
certificate-tax-free = 非課税証明書
    .speech = 非課税の証明
person-choose = どなたの|分ですか？
    .speech = どなたのぶんですか。
    .aloud = 選んでください。
person-self = 本人だけ
person-household = 世帯全員
person-member = 世帯の|ほかの人
    .speech = 世帯のほかの人
items-choose = 載せる|項目を|選んで|ください
    .speech = 続柄と本籍をのせますか。
    .aloud = 選んでください。
items-none = どちらも|載せない
    .speech = なし
    .confirm = 続柄と本籍なし
items-relation = 続柄|(世帯主との関係)|だけ
    .speech = 続柄だけ
    .confirm = 続柄あり、本籍なし
items-domicile = 本籍・筆頭者|だけ
    .speech = 本籍だけ
    .confirm = 本籍あり、続柄なし
items-both = 両方|載せる
    .speech = 両方
    .confirm = 続柄と本籍あり
mynumber-choose = マイナンバーを|載せますか？
    .speech = マイナンバーを、のせますか。提出先で、受け取れないことがあります。
    .aloud = 選んでください。
answer-no = 載せない
    .speech = のせない
    .confirm = マイナンバーなし
answer-yes = 載せる
    .speech = のせる
    .confirm = マイナンバーあり
tax-year-choose = 年度を|選んで|ください
    .speech = 年度を選びます。
    .aloud = 選んでください。
tax-year = { $era }{ $year }年度|({ $income-year }年中の|所得)
    .speech = { $era }{ $year }年度
seal-self-only = 印鑑登録証明書は|ご本人の分だけ|発行できます
    .speech = 印鑑証明は、本人の分だけ発行できます。
copies-enter = 何通|必要ですか？
    .speech = 1通なら{ -ok-say }。2通からは、数字と、{ -ok-say }。
    .aloud = 必要な数を、入力してください。
copies-too-many = 一度に|{ $most }通まで|です
    .speech = 一度に{ $most }通までです。数字と、{ -ok-say }。
order-confirm = { $certificate }|{ $options }|{ $copies }通|{ $fee }円
    よろしいですか？
    .speech = { $certificate }、{ $options }、{ $copies }通、{ $fee }円です。よければ{ -ok-say }。直すなら{ -back-say }。
    .aloud = 内容をお確かめください。
order-sending = 申請して|います
    .speech = 申請中です。
certificate-closed = { $certificate }は|いま|発行できません。|{ $weekdays }の|{ $opens }から|{ $closes }まで|です
    .speech = { $certificate }は、今は発行できません。発行できるのは、{ $weekdays }の、{ $opens }から、{ $closes }までです。ほかの証明書は{ -back-say }。
    .aloud = 案内をお確かめください。受話器でも聞けます。
certificate-withheld = この機械では|発行できません。|{ -counter }で|発行できるか|お確かめ|ください
    .speech = この機械では、発行できません。料金はかかっていません。{ -counter }で、お確かめください。
    .aloud = 案内をお確かめください。受話器でも聞けます。
seal-not-registered = 印鑑登録が|見つかりません。|{ -counter }で|登録できます
    .speech = 印鑑登録が見つかりません。{ -counter }で、登録できます。
    .aloud = 案内をお確かめください。受話器でも聞けます。
family-not-linked = 本籍地への|利用登録が|必要です
    .speech = 戸籍の証明には、本籍地への利用登録が必要です。本籍地の役所に、お問い合わせください。
    .aloud = 案内をお確かめください。受話器でも聞けます。
family-changing = 戸籍を|書き換え中です。|{ $days }日ほど|かかります
    .speech = 戸籍を書き換えているところです。{ $days }日ほどして、もう一度、お試しください。
    .aloud = 案内をお確かめください。受話器でも聞けます。
tax-not-found = { $era }{ $year }年度の|記録が|ありません。|{ -counter }で|お確かめ|ください
    .speech = その年度の記録がありません。{ -counter }で、お確かめください。
    .aloud = 案内をお確かめください。受話器でも聞けます。
text-too-long = 文字が|枠に|入らないため|この機械では|発行できません。|{ -counter }で|発行できます
    .speech = 名前か住所が長いため、この機械では発行できません。{ -counter }で、発行できます。
    .aloud = 案内をお確かめください。受話器でも聞けます。
city-not-joined = お住まいの|市区町村は|対応していません
    .speech = お住まいの市区町村は、このサービスに対応していません。役所の窓口をお使いください。
    .aloud = 案内をお確かめください。受話器でも聞けます。

## 支払い

pay-choose = 支払い方法を|選んで|ください
    .speech = { $fee }円です。
    .aloud = 支払い方法を選んでください。
pay-cash = 現金
pay-emoney = 電子マネー
pay-insert-cash = あと { $due }円|入れてください
    .speech = お金を{ -place-coin }に入れてください。
    .aloud = お金を入れてください。
pay-cash-added = あと { $due }円
    .speech = あと{ $due }円。
pay-touch = 電子マネーを|タッチして|ください
    .speech = 電子マネーを{ -place-touch }に当ててください。
    .aloud = 電子マネーを、当ててください。
pay-done = 支払いが|すみました
    .speech = 支払いがすみました。
pay-change-take = おつり { $change }円を|お取りください
    .speech = おつりは{ $change }円です。受け皿から取ってください。
    .aloud = おつりをお取りください。
pay-change-alarm = おつりが|残っています
    .speech = おつりが残っています。
pay-exact-only = おつりが|ありません。|ちょうどの|金額を|入れてください
    .speech = おつりが足りません。ちょうど{ $due }円を、入れてください。
    .aloud = ちょうどの金額を、入れてください。
pay-not-accepted = その|お金は|使えません。|戻しました
    .speech = そのお金は使えません。受け皿に戻しました。
pay-declined = 支払えませんでした。|別の方法を|選んで|ください
    .speech = 支払えませんでした。残高を確かめるか、別の方法を選んでください。
    .aloud = お支払い方法を、選びなおしてください。
pay-refunded = { $fee }円を|お返し|しました
    .speech = { $fee }円を、お返ししました。受け皿から取ってください。
    .aloud = お金をお返ししました。
pay-unknown = 支払いを|確認中です。|{ -staff }が|お調べします
    .speech = 支払いができたか、確認しています。もう一度、払わないでください。係員が来ます。
    .aloud = 係員がまいります。お待ちください。
fee-none = 料金は|かかりません
    .speech = 料金はかかりません。

## 印刷と受け取り

print-started = 印刷して|います。|約{ $seconds }秒
    .speech = 印刷します。{ $seconds }秒ほどです。
    .aloud = 印刷しています。お待ちください。
print-progress = 印刷中|{ $page }／{ $pages }枚
    .speech = { $pages }枚のうち、{ $page }枚目を印刷しています。
    .aloud = 印刷しています。お待ちください。
print-slow = もう少し|かかります
    .speech = もう少しかかります。そのままお待ちください。
paper-take = 証明書|{ $sheets }枚を|お取りください
    .speech = 証明書{ $sheets }枚を{ -place-paper }から取って、{ -ok-say }。
    .aloud = 証明書をお取りください。
paper-left-alarm = 紙が|残っています
    .speech = 証明書が残っています。{ -place-paper }から取って、{ -ok-say }。
    .aloud = 紙が残っています。お取りください。
paper-left-staff = 紙が|残っています。|{ -staff }を|呼びました
    .speech = 証明書が残っています。係員を呼びました。
    .aloud = 紙が残っています。
receipt-take = 領収書を|お取りください
    .speech = 領収書は{ -place-receipt }です。
    .aloud = 領収書をお取りください。
receipt-none = 領収書が|出せません。|{ -counter }で|お渡しします
    .speech = 領収書が出せません。{ -counter }で、受付番号{ $ticket }と、お伝えください。
    .aloud = 領収書は、係員がお渡しします。
print-stopped = 印刷が|止まりました。|{ -staff }を|呼びました。|お金は|記録して|あります
    .speech = 印刷が止まりました。係員を呼びました。お金は記録してあります。受話器を持ったまま、お待ちください。
    .aloud = 印刷が止まりました。係員がまいります。
print-resumed = 印刷を|再開しました
    .speech = 印刷を再開しました。
print-unknown = 印刷できたか|確認が|必要です。|{ -staff }が|お調べします
    .speech = 出た枚数を、係員が確かめます。料金を二度いただくことは、ありません。受付番号は、{ $ticket }です。
    .aloud = 係員がまいります。お待ちください。
sheet-spoiled = 途中の紙は|使えません。|{ -staff }に|お渡し|ください
    .speech = 途中で出た紙は、使えません。係員に渡してください。
    .aloud = 途中の紙は、係員にお渡しください。
print-not-done = 印刷して|いません。|{ $fee }円を|お返しします
    .speech = 印刷していません。{ $fee }円を、お返しします。
    .aloud = お金をお返しします。

## 練習

practice-offer = 練習できます。|カードは|いりません
    .speech = 練習は、カードなしでできます。練習するなら9。
practice-started = 練習です。|本物の|証明書は|出ません
    .speech = 練習です。料金はかからず、本物の証明書は出ません。暗証番号は、1を4回押してください。
practice-reminder = 練習中
    .speech = 練習です。
practice-pay = 練習なので|お金は|入れないで|ください
    .speech = 練習なので、お金は入れません。{ -ok-say }を押してください。
practice-ended = 練習は|終わりです。|「見本」の|紙は|証明に|使えません
    .speech = 練習は終わりです。見本と書いた紙は、証明には使えません。

## 使えないとき

service-closed = 時間外です。|使えるのは|{ $opens }から|{ $closes }まで|です
    .speech = 今は、時間外です。{ $opens }から、{ $closes }まで使えます。
service-closed-days = { $from }から|{ $until }まで|休みです
    .speech = { $from }から{ $until }まで、休みです。
service-closing-soon = あと{ $minutes }分で|終わります
    .speech = あと{ $minutes }分で、今日の受付が終わります。
service-closed-midway = 受付時間が|終わりました。|料金は|かかりません
    .speech = 受付時間が終わりました。料金はかかりません。カードを持っているか、お確かめください。
    .aloud = 受付時間が終わりました。
out-of-order = この機械は|使えません。|{ -counter }へ|どうぞ
    .speech = この機械は、今使えません。{ -counter }を、お使いください。
line-down = いま|役所と|つながりません。|あとで|お試しください
    .speech = 今、役所とつながりません。料金はかかっていません。あとで、もう一度お試しください。
    .aloud = 今は、使えません。
fault-midway = 機械に|不具合が|ありました。|{ -staff }を|呼びました
    .speech = 機械に不具合がありました。係員を呼びました。ここまでのことは、記録してあります。
    .aloud = 係員がまいります。お待ちください。
staff-called = { -staff }を|呼びました
    .speech = 係員を呼びました。そのまま、お待ちください。
staff-coming = { -staff }が|向かって|います
    .speech = 係員が向かっています。
staff-none = いま|{ -staff }が|いません。|電話 { $phone }
    .speech = 今、係員がいません。電話番号は、{ $phone }です。

## 係員へ：機器と処置(管理画面・通知。客の名前は出さない)

paper-low = { $device }：|用紙が|少なめ。|補充を
paper-out = { $device }：|用紙切れ。|A4を|補充し、|トレイを|奥まで|押す
paper-jam = { $device }：|紙づまり。|カバーを|開け、|紙を|ゆっくり|抜く。|抜いた紙は|捨てずに、|枚数を|「処置」に|入力
cover-open = { $device }：|カバーが|あいています。|閉める
tray-open = { $device }：|トレイが|外れています。|奥まで|押す
toner-low = トナーが|少なめ。|予備を|用意
toner-out = トナー切れ。|交換する
receipt-paper-low = レシート用紙が|少なめ。|赤線が|見えたら|交換
receipt-paper-out = レシート用紙切れ。|印字面を|上にして|交換
printer-offline = プリンタが|応答しません。|電源と|ケーブルを|確認。|3分待っても|戻らなければ|保守へ
cash-full = 金庫が|いっぱい。|回収する
change-low = つり銭が|少なめ|({ $coin }円)。|補充を
change-out = つり銭切れ|({ $coin }円)。|補充するまで|ちょうどの|金額だけ|受けます
coin-jam = 硬貨づまり。|返却レバーを|下げ、|だめなら|入れ口を|開ける
note-jam = 紙幣づまり。|{ $yen }円が|中に|あります。|開けて|数える
reader-offline = カードリーダが|応答しません。|USBを|挿し直す
card-left-behind = カードの|忘れ物。|開けずに|保管し、|規定の|手続きへ
keypad-stuck = テンキー|「{ $key }」が|押されたままです。|異物を|取る
handset-fault = 受話器の|音が|出ません。|案内を|「使えません」に|変えました
hook-stuck = 受話器が|{ $minutes }分|外れています。|掛け直す
network-down = 回線が|切れています|({ $minutes }分)。|ルータの|電源を|確認
central-refused = センターが|この端末を|認めません。|登録を|確認|({ $code })
clock-wrong = 時計が|{ $seconds }秒|ずれています。|回線を|確認
storage-low = 記録の|残りが|{ $percent }％。|保守へ
storage-failing = SDカードが|劣化しています。|{ $days }日以内に|交換
power-low = 電圧低下。|付属の|電源か|確認
heat-high = { $degrees }度。|通気口の|ほこりを|取る
terminal-certificate-expiring = 端末の|証明書が|{ $days }日で|切れます。|更新する
update-waiting = 更新が|あります。|{ $opens }に|自動で|入ります
update-failed = 更新に|失敗。|前の版で|動いています
job-unknown = 受付番号 { $ticket }：|印刷枚数が|わかりません。|出た紙を|数えて|選んで|ください
job-decided = 受付番号 { $ticket }：|「{ $outcome }」で|記録しました
staff-call-kiosk = 係員呼び出し|{ $site }
device-recovered = { $device }が|戻りました
self-test-passed = 点検|すべて|正常
self-test-failed = 点検|{ $count }件|異常。|一覧を|確認
