### やさしい日本語。画面の文だけで、声は ja.ftl のまま(.speech、.aloud、.confirm は書かない)。係員の句は ja.ftl のまま。
### 空白 = 分かち書き(改行してよい)。漢字《よみ》 = ふりがな、すべての漢字に。1文に1つのこと、24字まで、です・ます。

## 用語。場所で変わるものは、ここだけを設置場所の ja-easy.ftl で上書きする(examples/site)。

-card = マイナンバーカード
-ok = ○
-back = ←
-help = ＃
-place-card = 前《まえ》の くぼみ
-place-reset = 住《す》んでいる 町《まち》の 役所《やくしょ》
-counter = 役所《やくしょ》の 窓口《まどぐち》
-staff = 係《かかり》の 人《ひと》
-site-name = みなと市《し》 書類《しょるい》の 機械《きかい》
-site-city = みなと市《し》
-counter-place = 市役所《しやくしょ》 1階《かい》の 窓口《まどぐち》
-counter-hours = 8:30〜17:15
-counter-phone = 03-0000-0000

## 値の言いかた

digit-say = { $digit }
clock-time = { $half ->
        [am] 午前《ごぜん》
       *[pm] 午後《ごご》
    } { $hour12 }時《じ》{ $minute ->
        [0] {""}
       *[other] { $minute }分《ふん》
    }
when-today = 今日《きょう》の { $time }
when-tomorrow = 明日《あした》の { $time }
when-day = { $month }月《がつ》{ $day }日《にち》({ $weekday }) { $time }
weekday-mon = 月曜日《げつようび》
weekday-tue = 火曜日《かようび》
weekday-wed = 水曜日《すいようび》
weekday-thu = 木曜日《もくようび》
weekday-fri = 金曜日《きんようび》
weekday-sat = 土曜日《どようび》
weekday-sun = 日曜日《にちようび》
choice-item = { $key }　{ $label }
choice-taken = { $label }
thing-item = { $thing } { $amount }
item-on = { $label }：書《か》く
item-off = { $label }：書《か》かない
several-done = よければ { -ok }
press-ok = { $verb }：{ -ok }
key-ok = { -ok }
key-back = { -back }
key-name-ok = ○
key-name-back = ←
key-name-stop = ×
key-name-again = ＊
key-name-help = ＃
choice-chosen = { $key }　{ $label }
letter-group = { $key }　{ $letters }
letter-typed = { $letter }
letter-erased = 1つ 消《け》しました

## おすところ

button-next = 次《つぎ》へ
button-cancel = やめる
button-more = あと { $count }つ
button-continue = つづける
button-return = もどる
button-read-on = つづき
button-end = 終《お》わる
button-apply = 申《もう》しこむ
button-done = これで いい
button-taken = 取《と》りました。音《おと》を 止《と》める
    .short = 音《おと》を 止《と》める
button-start = はじめる
button-pin-enter = 番号《ばんごう》を おす

## 電話とボタン

handset-offer = 電話《でんわ》を 取《と》ると 声《こえ》で 使《つか》えます
    .short = 電話《でんわ》でも 使《つか》えます
handset-screen-covered = 電話《でんわ》で 使《つか》っています
    .note = ほかの 人《ひと》に 見《み》えません。
handset-paused = 電話《でんわ》を 取《と》ると つづきが できます
    .short = 電話《でんわ》を 取《と》る
handset-resumed = つづけます
handset-put-back = 電話《でんわ》を もどしてください
handset-broken = 電話《でんわ》は 使《つか》えません
    .short = 電話《でんわ》 だめ
handset-pin-at-keys = 番号《ばんごう》は 電話《でんわ》の ボタンで おします
    .short = ボタンで おします
    .note = ここには 出《で》ません。
greeting = ようこそ
greeting-help = 説明《せつめい》は { -help }
help-choose = 説明《せつめい》
help-keys = ボタンの 説明《せつめい》
help-voice = 声《こえ》の 大《おお》きさ
help-show = いっしょの 人《ひと》に 見《み》せる
    .short = 人《ひと》に 見《み》せる
help-hide = 画面《がめん》を 消《け》す
help-language = ことば
help-staff = { -staff }
help-return = もどる：{ -help }
companion-on = 画面《がめん》に 出《だ》しました
    .note = 番号《ばんごう》は 電話《でんわ》の ボタンで おします。
    .note-short = 番号《ばんごう》は ボタンで。
companion-off = 画面《がめん》を 消《け》しました
key-help = ボタンの 説明《せつめい》
    .note = ○ 決《き》める　 ← もどる　 × やめる　 ＊ もう一度《いちど》　 ＃ 説明《せつめい》
    .note-short = ○ 決《き》める　 ← もどる　 × やめる
voice-help = 2 大《おお》きく　8 小《ちい》さく　6 速《はや》く　4 ゆっくり
voice-louder = 大《おお》きく
voice-softer = 小《ちい》さく
voice-faster = 速《はや》く
voice-slower = ゆっくり
    .short = おそく
voice-done = これで いい
    .short = もどる
key-unused = その ボタンは 使《つか》いません
where-am-i = いま： { $step }
    .short = { $index }／{ $steps } 番目《ばんめ》
volume-changed = 音《おと》 { $level }
rate-changed = 速《はや》さ { $rate }
limit-reached = これより 変《か》えられません
    .short = ここまで です
language-choose = ことばを えらんで ください
    .note = Choose a language
language-changed = やさしい 日本語《にほんご》
key-unused-back = ここからは もどれません
language-ja = 日本語《にほんご》
language-en = English
language-zh-Hans = 中文(简体)
language-ja-easy = やさしい 日本語《にほんご》
sight-choose = 見《み》え方《かた》を えらんで ください
sight-note = 終《お》わると もとに もどります。
sight-size-1 = ふつう
sight-size-2 = 大《おお》きい
sight-size-3 = とても 大《おお》きい
    .short = 特大《とくだい》
sight-theme-paper = はじめの 色《いろ》
    .short = はじめ
sight-theme-black-on-white = 白《しろ》に 黒《くろ》
sight-theme-white-on-black = 黒《くろ》に 白《しろ》
sight-theme-night = 暗《くら》い 色《いろ》
sight-sign = 手話《しゅわ》 あり
    .short = 手話《しゅわ》
sight-sign-off = 手話《しゅわ》 なし
sight-sample = 文字《もじ》
staff-ask = { -staff }を よんで ください
    .note = 近《ちか》くの { -staff }に 話《はな》して ください。 電話《でんわ》も できます。 電話《でんわ》 { -counter-phone }
    .note-short = 近《ちか》くの { -staff }へ

## 段階の名前

step-card = カード
step-pin = 番号《ばんごう》
step-certificate = 書類《しょるい》を えらぶ
step-confirm = 確《たし》かめる
step-pay = お金《かね》を はらう
step-take = 紙《かみ》を 取《と》る
step-start = はじめ

## 始まりと終わり

visit-start = { -card }を { -place-card }に 置《お》いて ください
    .short = カードを 置《お》いて ください
visit-end = 終《お》わりました
visit-cancel-confirm = やめますか？
    .note = いままでの ことは 消《き》えます。 入《い》れた お金《かね》は 返《かえ》します。
    .note-short = お金《かね》は 返《かえ》します。
visit-cancelled = やめました
    .note = お金《かね》は いりません。
visit-idle-warning = つづけますか？
    .note = 何《なに》も しないと 終《お》わります。
    .note-short = 終《お》わります。
seconds-left = あと { $seconds }秒《びょう》
    .short = { $seconds }秒《びょう》
left-behind = 取《と》らないと { -staff }を よびます。
    .short = { -staff }を よびます。
sign-good = どうぞ
sign-warn = 待《ま》って ください
sign-bad = 使《つか》え ません
visit-ended-idle = 終《お》わりました
    .note = 何《なに》も おさなかったので 終《お》わりました。 書類《しょるい》は 出《で》て いません。
    .note-short = 書類《しょるい》は 出《で》て いません。
visit-wait = 待《ま》って ください
visit-wait-long = 時間《じかん》が かかって います
    .note = このまま 待《ま》って ください。
attract-title = 書類《しょるい》を ここで もらえます。
    .short = 書類《しょるい》を もらえます
    .note = { -card }を 出《だ》して ください。 4つの 数字《すうじ》の 番号《ばんごう》も いります。
    .note-short = カードと 番号《ばんごう》が いります。
site-name = { -site-name }
    .short = { -site-city }

## カード

card-place = { -card }を 台《だい》に 置《お》いて ください
    .short = カードを 置《お》いて ください
    .note = 写真《しゃしん》を 上《うえ》に します。
    終《お》わるまで 取《と》らないで ください。
    .note-short = 写真《しゃしん》を 上《うえ》に。
card-reading = カードを 読《よ》んで います
    .note = さわらないで ください。
card-place-again = カードが 読《よ》めません
    .note = 一度《いちど》 取《と》ります。 もう一度《いちど》 置《お》いて ください。
    .note-short = もう一度《いちど》 置《お》いて ください。
card-several = カードは 1まいだけ 置《お》いて ください
    .short = カードは 1まい
card-other-kind = この カードは 使《つか》えません
    .note = { -card }を 置《お》いて ください。
card-licence = 運転免許証《うんてんめんきょしょう》は 使《つか》えません
    .short = 免許証《めんきょしょう》は だめです
    .note = { -card }を 置《お》いて ください。
card-transport = 電車《でんしゃ》の カードは 使《つか》えません
    .short = 電車《でんしゃ》の カードは だめです
    .note = { -card }を 置《お》いて ください。
card-resident-old = 住基《じゅうき》カードは もう 使《つか》えません
    .short = 住基《じゅうき》カードは だめです
    .note = 2025年《ねん》に 終《お》わりました。 { -card }を 置《お》いて ください。 { -place-reset }で 作《つく》れます。
    .note-short = { -card }を どうぞ。
card-facial = 番号《ばんごう》が 使《つか》えない カードです
    .short = 番号《ばんごう》が 使《つか》えません
    .note = 顔《かお》で 確《たし》かめる カードです。 ここでは 使《つか》えません。 { -counter }で もらえます。
    .note-short = { -counter }へ どうぞ。
card-moved = カードが 動《うご》きました
    .note = もう一度《いちど》 置《お》いて ください。 お金《かね》は いりません。
    .note-short = もう一度《いちど》 置《お》いて ください。
card-remove = カードを 取《と》って ください
    .note = 番号《ばんごう》は 正《ただ》しいです。
    カードを 取《と》ると 次《つぎ》へ 行《い》きます。
    .note-short = 取《と》ると 次《つぎ》へ 行《い》きます。
card-remove-first = カードを 取《と》って ください
    .note = カードを 取《と》ると 次《つぎ》へ 行《い》きます。
    .note-short = 取《と》ると 次《つぎ》へ 行《い》きます。
card-take = カードを 取《と》って ください
card-left-alarm = カードを わすれて います
card-left-staff = カードを わすれて います
    .note = { -staff }を よびました。
card-revoked = この カードは いま 使《つか》えません
    .short = いま 使《つか》えません
    .note = { -place-reset }で 聞《き》いて ください。
    .note-short = 役所《やくしょ》で 聞《き》いて ください。
card-suspended = カードは いま 止《と》まって います
    .note = { -place-reset }で また 使《つか》えるように できます。
    .note-short = 役所《やくしょ》へ 行《い》って ください。
certificate-missing = カードに 電子証明書《でんししょうめいしょ》が ありません
    .short = 電子証明書《でんししょうめいしょ》が ありません
    .note = { -place-reset }で 入《い》れられます。
    .note-short = 役所《やくしょ》で 入《い》れられます。
certificate-expired = 電子証明書《でんししょうめいしょ》が 古《ふる》いです
    .note = { -place-reset }で 新《あたら》しく して ください。 お金《かね》は いりません。
    .note-short = 役所《やくしょ》へ 行《い》って ください。
card-too-new = もらった 次《つぎ》の 日《ひ》から 使《つか》えます
    .short = 次《つぎ》の 日《ひ》から です
    .note = 明日《あした》 来《き》て ください。
holder-too-young = 15さいから 使《つか》えます
    .note = { -counter }で もらえます。
revocation-unknown = いま カードを 調《しら》べられません
    .short = 調《しら》べられません
    .note = お金《かね》は いりません。 { -counter }へ 行《い》って ください。
    .note-short = { -counter }へ 行《い》って ください。

## 暗証番号

pin-enter = 暗証番号《あんしょうばんごう》の 4つの 数字《すうじ》を おして ください
    .short = 4つの 数字《すうじ》
    .note = カードを もらった とき 決《き》めた 番号《ばんごう》です。
    数字《すうじ》は 見《み》えません。
    .note-short = 数字《すうじ》は 見《み》えません。
pin-digit-taken = { $count }つ おしました
pin-digit-erased = 1つ 消《け》しました
pin-short = 数字《すうじ》を 4つ おして ください
pin-checking = 調《しら》べて います
pin-wrong = 番号《ばんごう》が ちがいます。 あと { $left }回《かい》 できます
    .short = 番号《ばんごう》が ちがいます
    .note = カードは 取《と》らないで ください。
    .note-short = 取《と》らないで ください。
pin-wrong-last = 番号《ばんごう》が ちがいます。 あと 1回《かい》です。 次《つぎ》に ちがうと 使《つか》えなく なります
    .short = 番号《ばんごう》が ちがいます
    .note = カードは 取《と》らないで ください。
    .note-short = 取《と》らないで ください。
pin-last-before = あと 1回《かい》だけ できます。 ちがうと 使《つか》えなく なります
    .short = あと 1回《かい》
    .note = わからない ときは やめます。 { -place-reset }へ 行《い》って ください。
    .note-short = カードは 取《と》らない。
pin-left = 番号《ばんごう》を おして ください。 あと { $left }回《かい》 できます
    .short = 番号《ばんごう》を どうぞ
    .note = カードは 取《と》らないで ください。
    .note-short = 取《と》らないで ください。
pin-unknown = 番号《ばんごう》を 調《しら》べられませんでした
    .short = 調《しら》べられません
    .note = いまの 1回《かい》は まだ わかりません。 もう一度《いちど》 置《お》くと わかります。
    .note-short = もう一度《いちど》 どうぞ。
pin-unknown-fault = 番号《ばんごう》を 調《しら》べられませんでした
    .short = 調《しら》べられません
    .note = 機械《きかい》が おかしいです。 いまの 1回《かい》は まだ わかりません。 次《つぎ》に 使《つか》うとき 知《し》らせます。
    .note-short = 次《つぎ》に 知《し》らせます。
pin-blocked = 番号《ばんごう》は いま 使《つか》えません
    .short = 番号《ばんごう》は だめです
    .note = { -place-reset }で なおせます。 カードを 持《も》って 行《い》きます。 名前《なまえ》が わかる 紙《かみ》も いります。
    .note-short = 役所《やくしょ》で なおせます。
pin-tries = あと { $left }回《かい》 できます
    .short = あと { $left }回《かい》
pin-consequence = 3回《かい》 ちがうと この 番号《ばんごう》は 使《つか》えなく なります。
    .short = 3回《かい》で 終《お》わり
pin-consequence-last = 次《つぎ》に ちがうと 使《つか》えなく なります。 { -place-reset }で なおせます。
    .short = 次《つぎ》で 終《お》わり

## スマホ

phone-stay = スマホは 取《と》らないで ください。
    .short = 取《と》らないで。
phone-moved = スマホが 動《うご》きました
    .note = もう一度《いちど》 置《お》いて ください。 お金《かね》は いりません。
    .note-short = もう一度《いちど》 置《お》いて ください。
phone-remove = スマホを 取《と》って ください
    .note = 番号《ばんごう》は 正《ただ》しいです。
    スマホを 取《と》ると 次《つぎ》へ 行《い》きます。
    .note-short = 取《と》ると 次《つぎ》へ 行《い》きます。
phone-take = スマホを 取《と》って ください
phone-left-alarm = スマホを わすれて います
phone-left-staff = スマホを わすれて います
    .note = { -staff }を よびました。
phone-refused = この スマホは いま 使《つか》えません
    .short = いま 使《つか》えません
    .note = マイナポータルの アプリを 見《み》て ください。 { -card }なら 使《つか》えるかも しれません。
    .note-short = アプリを 見《み》て ください。
phone-pin-enter = スマホの 番号《ばんごう》の 4つの 数字《すうじ》を おして ください
    .short = スマホの 4つの 数字《すうじ》
    .note = スマホに 電子証明書《でんししょうめいしょ》を 入《い》れた ときの 番号《ばんごう》です。
    スマホは 取《と》らないで ください。
    .note-short = 取《と》らないで ください。
phone-pin-wrong-last = 番号《ばんごう》が ちがいます。 あと 1回《かい》です。 次《つぎ》に ちがうと 使《つか》えなく なります
    .short = 番号《ばんごう》が ちがいます
phone-pin-last-before = あと 1回《かい》だけ できます。 ちがうと 使《つか》えなく なります
    .short = あと 1回《かい》
phone-pin-consequence-last = 次《つぎ》に ちがうと 使《つか》えなく なります。 マイナポータルの アプリで なおせます。
    .short = 次《つぎ》で 終《お》わり
phone-pin-blocked = スマホの 番号《ばんごう》は いま 使《つか》えません
    .short = 番号《ばんごう》は だめです
    .note = マイナポータルの アプリで なおせます。 { -card }も 使《つか》えます。
    .note-short = アプリで なおせます。

## 書類

certificate-choose = どの 書類《しょるい》が いりますか？
    .note = { -site-city }に 住《す》んで いる 人《ひと》の 書類《しょるい》です。
    .note-short = { -site-city }の 書類《しょるい》です。
certificate-residence = 住民票《じゅうみんひょう》(住所《じゅうしょ》の 書類《しょるい》)
    .short = 住民票《じゅうみんひょう》
certificate-seal = 印鑑証明《いんかんしょうめい》(はんこの 書類《しょるい》)
    .short = 印鑑証明《いんかんしょうめい》
certificate-family-all = 戸籍謄本《こせきとうほん》(家族《かぞく》 全員《ぜんいん》)
    .short = 戸籍謄本《こせきとうほん》
certificate-family-one = 戸籍抄本《こせきしょうほん》(1人《ひとり》)
    .short = 戸籍抄本《こせきしょうほん》
certificate-supplementary = 戸籍《こせき》の 附票《ふひょう》(前《まえ》の 住所《じゅうしょ》)
    .short = 附票《ふひょう》
certificate-tax = 課税証明書《かぜいしょうめいしょ》(税金《ぜいきん》の 書類《しょるい》)
    .short = 税金《ぜいきん》の 書類《しょるい》
person-choose = だれの 書類《しょるい》ですか？
    .note = わたしだけか 家族《かぞく》 全員《ぜんいん》か えらびます。
    .note-short = わたしか 全員《ぜんいん》か。
person-self = わたしだけ
person-household = 家族《かぞく》 全員《ぜんいん》
items-none = 書《か》かない
items-relation = 続柄《つづきがら》(家族《かぞく》の 関係《かんけい》)
    .short = 続柄《つづきがら》
items-domicile = 本籍《ほんせき》(戸籍《こせき》の 場所《ばしょ》)
    .short = 本籍《ほんせき》
tax-year-choose = どの 年《とし》ですか？
tax-year = { $era }{ $year ->
        [1] 元《がん》
       *[other] { $year }
    }年度《ねんど》 ({ $income-year ->
        [1] 元《がん》
       *[other] { $income-year }
    }年《ねん》の お金《かね》)
    .short = { $era }{ $year ->
        [1] 元《がん》
       *[other] { $year }
    }年度《ねんど》
era-reiwa = 令和《れいわ》
copies-enter = 何《なん》まい いりますか？
copies-too-many = 1回《かい》に { $most }まいまで です
text-enter = 文字《もじ》を 入《い》れて ください
    .short = 文字《もじ》を どうぞ
text-two-keys = 二度《にど》 おすと 1つ 入《はい》ります。
order-sending = 役所《やくしょ》に 送《おく》って います
document-coming = 書類《しょるい》を もらって います
certificate-closed = { $certificate }は いま 出《だ》せません
    .short = いま 出《だ》せません
    .note = { $when }から 出《だ》せます。 ほかの 書類《しょるい》は えらべます。
    .note-short = { $when }から
certificate-withheld = この 機械《きかい》では 出《だ》せません
    .short = ここでは 出《だ》せません
    .note = { -counter }で 聞《き》いて ください。 お金《かね》は いりません。
    .note-short = { -counter }で 聞《き》いて ください。
certificate-too-young = 年齢《ねんれい》の きまりで 出《だ》せません
    .short = ここでは 出《だ》せません
    .note = { -counter }で もらえます。 ほかの 書類《しょるい》は えらべます。
    .note-short = { -counter }で もらえます。
seal-not-registered = はんこの 登録《とうろく》が ありません
    .note = { -counter }で 登録《とうろく》できます。
family-not-linked = 本籍《ほんせき》の 役所《やくしょ》に 登録《とうろく》が いります
    .short = 登録《とうろく》が いります
    .note = 本籍《ほんせき》の 役所《やくしょ》に 聞《き》いて ください。
family-changing = 戸籍《こせき》を 書《か》きかえて います
    .short = 書《か》きかえて います
    .note = 2、3日《にち》あとに 来《き》て ください。 いそぐ ときは { -counter }へ。
    .note-short = 2、3日《にち》あとに どうぞ。
tax-not-found = 税金《ぜいきん》の 記録《きろく》が ありません
    .short = 記録《きろく》が ありません
    .note = 申告《しんこく》すると 出《だ》せます。 { -counter }で 聞《き》いて ください。
    .note-short = { -counter }で 聞《き》いて ください。
text-too-long = この 機械《きかい》では 出《だ》せません
    .short = ここでは 出《だ》せません
    .note = 名前《なまえ》か 住所《じゅうしょ》が 長《なが》いです。 { -counter }で もらえます。
    .note-short = { -counter }で もらえます。
city-not-joined = あなたの 町《まち》では 使《つか》えません
    .short = 使《つか》えません
    .note = 役所《やくしょ》の 窓口《まどぐち》へ 行《い》って ください。
certificate-residence-note = いまの 住所《じゅうしょ》の 書類《しょるい》です
certificate-seal-note = 登録《とうろく》した はんこの 書類《しょるい》です
certificate-family-all-note = 戸籍《こせき》の 全員《ぜんいん》です
certificate-family-one-note = 戸籍《こせき》の 1人《ひとり》です
certificate-supplementary-note = 前《まえ》の 住所《じゅうしょ》も わかります
certificate-tax-note = もらった お金《かね》と 税金《ぜいきん》です
items-several = 書《か》くことを えらんで ください
    .short = えらんで ください
    .note = いるものだけ「書《か》く」に します。 出《だ》すところに 聞《き》いて ください。
    .note-short = いるものだけ えらびます。
items-several-supplementary = 書《か》くことを えらんで ください
    .short = えらんで ください
    .note = いるときだけ「書《か》く」に します。 出《だ》すところに 聞《き》いて ください。
    .note-short = いるときだけ えらびます。
item-relation = 続柄《つづきがら》(家族《かぞく》の 関係《かんけい》)
    .short = 続柄《つづきがら》
item-domicile = 本籍《ほんせき》(戸籍《こせき》の 場所《ばしょ》)
    .short = 本籍《ほんせき》
items-relation-domicile = 続柄《つづきがら》と 本籍《ほんせき》
copies-note = 1回《かい》に { $most }まいまで です。
copies-count = { $copies }まい
order-check = これで いいですか？
    .note = 次《つぎ》に お金《かね》を 入《い》れます。
row-certificate = 書類《しょるい》
row-year = 年《とし》
row-whom = だれの
row-items = 書《か》くこと
row-copies = まい数《すう》
row-fee = お金《かね》
certificate-closed-today = { $certificate }は いま 出《だ》せません
    .short = いま 出《だ》せません
    .note = { -counter }で 聞《き》いて ください。 ほかの 書類《しょるい》は えらべます。
    .note-short = { -counter }で 聞《き》いて ください。

## 支払い

pay-insert-cash = お金《かね》を 入《い》れて ください
    .note = 硬貨《こうか》と 千円札《せんえんさつ》が 使《つか》えます。 やめると お金《かね》を 返《かえ》します。
    .note-short = やめると 返《かえ》します。
pay-cash-added = あと { $due }円《えん》
pay-done = 支払《しはら》いが 終《お》わりました
pay-change-take = おつり { $change }円《えん》を 取《と》って ください
    .short = おつり { $change }円《えん》
pay-exact-only = おつりが 出《で》ません。 { $due }円《えん》 ちょうど 入《い》れて ください
    .short = { $due }円《えん》 ちょうど どうぞ
pay-refunded = { $fee }円《えん》を 返《かえ》しました
    .short = { $fee }円《えん》 返《かえ》しました
    .note = 下《した》の 皿《さら》から 取《と》って ください。
restart-returned = { $yen }円《えん》を 返《かえ》しました
    .short = { $yen }円《えん》 返《かえ》しました
    .note = 機械《きかい》が 止《と》まりました。 書類《しょるい》は 出《で》て いません。 受付番号《うけつけばんごう》 { $ticket }
    .note-short = 番号《ばんごう》 { $ticket }
restart-printed = 書類《しょるい》が 出《で》て います。 取《と》って ください
    .short = 書類《しょるい》を どうぞ
    .note = 機械《きかい》が 一度《いちど》 止《と》まりました。 受付番号《うけつけばんごう》 { $ticket }
    .note-short = 番号《ばんごう》 { $ticket }
pay-unknown = お金《かね》を 調《しら》べて います
    .short = 調《しら》べて います
    .note = { -staff }が 来《き》ます。 もう一度《いちど》 はらわないで ください。
    .note-short = { -staff }が 来《き》ます。
pay-owed = { $yen }円《えん》は 窓口《まどぐち》で 返《かえ》します
    .short = { $yen }円《えん》は 窓口《まどぐち》へ
    .note = 機械《きかい》からは 出《で》ません。 返金票《へんきんひょう》(お金《かね》の 紙《かみ》)を 取《と》ります。 { -counter }へ 行《い》って ください。
    .note-short = 返金票《へんきんひょう》を 窓口《まどぐち》へ
pay-owed-number = { $yen }円《えん》は 窓口《まどぐち》で 返《かえ》します
    .short = { $yen }円《えん》は 窓口《まどぐち》へ
    .note = 機械《きかい》からは 出《で》ません。 { -counter }で 言《い》って ください。 受付番号《うけつけばんごう》 { $ticket }
    .note-short = 番号《ばんごう》 { $ticket }
fee-none = お金《かね》は いりません
pay-note = やめると お金《かね》を 返《かえ》します。
    .short = やめると 返《かえ》します。
pay-exact-note = おつりが 出《で》ません。 ちょうどを 入《い》れて ください。
    .short = ちょうどを どうぞ。
pay-paid = 入《い》れた お金《かね》
    .short = 入《い》れた
pay-change-note = 下《した》の 皿《さら》に あります。
    .short = 皿《さら》に あります。

## 印刷と受け取り

print-started = 印刷《いんさつ》して います
    .note = このまま 待《ま》って ください。
    { $seconds }秒《びょう》くらい です。
    .note-short = { $seconds }秒《びょう》くらい です。
print-progress = 印刷《いんさつ》して います { $page }／{ $pages }まい
paper-left-alarm = 紙《かみ》を わすれて います
    .short = 紙《かみ》が あります
paper-left-staff = 紙《かみ》を わすれて います
    .short = 紙《かみ》が あります
    .note = { -staff }を よびました。
receipt-none = 領収書《りょうしゅうしょ》が 出《で》ません
    .note = { -counter }で 言《い》って ください。 受付番号《うけつけばんごう》 { $ticket }
    .note-short = 番号《ばんごう》 { $ticket }
print-stopped = 印刷《いんさつ》が 止《と》まりました
    .note = { -staff }を よびました。 お金《かね》の 記録《きろく》は あります。
    .note-short = { -staff }を よびました。
print-unknown = 紙《かみ》が 出《で》たか 調《しら》べます
    .short = 調《しら》べます
    .note = { -staff }が 来《き》ます。 お金《かね》は もう いりません。
    受付番号《うけつけばんごう》 { $ticket }
    .note-short = { -staff }へ { $ticket }
print-not-done = 印刷《いんさつ》して いません
    .note = { $fee }円《えん》を 返《かえ》します。
wait-sheets = { $total }まいの うち
wait-sheet = { $sheet }まい目《め》
    .short = { $sheet }/{ $total }
wait-seconds = { $seconds }秒《びょう》くらい
receipt-choose = 領収書《りょうしゅうしょ》(はらった 紙《かみ》)は いりますか？
receipt-yes = もらう
receipt-no = いりません
hand-over = わすれずに 取《と》って ください
    .short = 取《と》って ください
    .note = ぜんぶ 取《と》ります。 下《した》を おすと 音《おと》が 止《と》まります。
    .note-short = 下《した》を おします。
thing-certificate = 書類《しょるい》
thing-receipt = 領収書《りょうしゅうしょ》
sheets-count = { $sheets }まい

## 練習

practice-started = 練習《れんしゅう》です。 本当《ほんとう》の 書類《しょるい》は 出《で》ません
practice-reminder = 練習《れんしゅう》
practice-band = 練習《れんしゅう》です。 お金《かね》は いりません。 本当《ほんとう》の 書類《しょるい》は 出《で》ません。
    .short = 練習《れんしゅう》：お金《かね》も 書類《しょるい》も なし
practice-without-card = カード なしで 練習《れんしゅう》する
    .short = 練習《れんしゅう》する
practice-pay = 練習《れんしゅう》です。 お金《かね》を 入《い》れないで ください
    .short = お金《かね》を 入《い》れないで ください
practice-ended = 練習《れんしゅう》は 終《お》わりです
    .short = 練習《れんしゅう》は 終《お》わり
    .note = 「見本《みほん》」の 紙《かみ》は 使《つか》えません。
practice-pin = 本当《ほんとう》では ない 4つの 数字《すうじ》を おして ください
    .short = 本当《ほんとう》では ない 4つ
    .note = 本当《ほんとう》の 番号《ばんごう》は おさないで ください。
    .note-short = 本当《ほんとう》は おさない
practice-not-printed = いまは 印刷《いんさつ》できません
    .short = 印刷《いんさつ》できません
    .note = このまま 練習《れんしゅう》できます。
    .note-short = つづけます。

## 使えないとき

service-closed = いまは 使《つか》えません
    .note = 次《つぎ》は { $when }から です。 お金《かね》は いりません。
    .note-short = 次《つぎ》は { $when }から
service-closed-now = いまは 使《つか》えません
    .note = あいている 時間《じかん》に 来《き》て ください。 お金《かね》は いりません。
    .note-short = あいている 時間《じかん》に どうぞ。
service-closing-soon = あと { $minutes }分《ふん》で 終《お》わります
    .short = あと { $minutes }分《ふん》です
    .note = { $time }までに 申《もう》しこんで ください。
    .note-short = { $time }までに どうぞ。
service-closed-midway = 時間《じかん》が 終《お》わりました
    .short = 終《お》わりました
    .note = お金《かね》は いりません。 あいている 時間《じかん》に 来《き》て ください。
    .note-short = お金《かね》は いりません。
out-of-order = この 機械《きかい》は いま 使《つか》えません
    .short = いま 使《つか》えません
line-down = いま 役所《やくしょ》と つながりません
    .short = つながりません
    .note = あとで 来《き》て ください。 お金《かね》は いりません。
    .note-short = あとで 来《き》て ください。
fault-midway = 機械《きかい》が おかしいです
    .note = { -staff }を よびました。 いままでの ことは わかります。
    .note-short = { -staff }を よびました。
closed-note = { -counter-place }で もらえます。
    .short = 窓口《まどぐち》へ どうぞ。
closed-hours = 窓口《まどぐち》
closed-hours-value = { -counter-hours }
closed-phone = 電話《でんわ》
closed-phone-value = { -counter-phone }
closed-ear = { -counter-hours }　{ -counter-phone }
staff-prompt = { -staff }が 使《つか》って います
closed-for-check = 機械《きかい》を 調《しら》べて います
    .short = 調《しら》べて います
    .note = { -counter }へ 行《い》って ください。
closed-for-paper = 紙《かみ》を 入《い》れて います
    .note = { -counter }へ 行《い》って ください。
closed-for-cash = いま 準備《じゅんび》して います
    .short = 準備《じゅんび》して います
    .note = { -counter }へ 行《い》って ください。
closed-for-line = いま 役所《やくしょ》と つながりません
    .short = つながりません
    .note = { -counter }へ 行《い》って ください。
closed-for-event = 今日《きょう》は 休《やす》みです
    .short = 休《やす》みです
    .note = { -counter }へ 行《い》って ください。

## 下の列(いつも同じ六つ)とテンキー(画面)

rail-stop = やめる
rail-back = もどる
rail-language = ことば
rail-sight = 見《み》え方《かた》
rail-voice = 声《こえ》
rail-help = 説明《せつめい》
pad-erase = 消《け》す
pad-ok = 決《き》める
several-on = 書《か》く
several-off = 書《か》かない
yen-amount = { $yen }円《えん》
