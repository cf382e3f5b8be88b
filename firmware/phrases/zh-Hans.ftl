### 简体中文。尚未经母语审校者校阅(not yet read by a native reviewer of public notices)。
### 值 = 屏幕上的文字,「|」= 允许换行之处。.speech = 听筒里说的话。.aloud = 扬声器可以说的话。.confirm = 复述选择时的说法。
### 系统语句(工作人员用)沿用 en.ftl。

## 用语。设置场所可以改写的只有这里(examples/site)。

-card = 个人编号卡
-ok = ○
-ok-say = 圆圈键
-back = ←
-back-say = 箭头键
-stop = ×
-stop-say = 叉号键
-again = ＊
-again-say = 星号键
-help = ＃
-help-say = 井号键
-place-card = 面前的|凹槽
-place-card-say = 面前的凹槽
-place-coin = 右上方的投币口
-place-paper = 下方的出纸口
-place-receipt = 右下方的出口
-place-reset = 居住地的市区町村窗口
-counter = 市民课窗口
-staff = 工作人员
-ride-passes = 老年乘车证|和积分
-site-name = 港市　证明书自助柜台
-machine-say = 证明书自助机
-site-city = 港市
-offer = 在这里|领取证明书。
-offer-short = 证明书|在此领取
-offer-elsewhere = 领取|同样的证明书
-counter-place = 市政府1楼|市民课窗口
-counter-hours = 8:30–17:15
-counter-hours-say = 上午8点30分到下午5点15分
-counter-phone = 03-0000-0000

## 数值的说法

digit-say = { $digit ->
        [0] 零
        [1] 一
        [2] 二
        [3] 三
        [4] 四
        [5] 五
        [6] 六
        [7] 七
        [8] 八
       *[9] 九
    }
clock-time = { $hour }:{ NUMBER($minute, minimumIntegerDigits: 2) }
    .speech = { $half ->
        [am] 上午
       *[pm] 下午
    }{ $hour12 ->
        [2] 两
       *[other] { $hour12 }
    }点{ $minute ->
        [0] {""}
       *[other] { $minute }分
    }
when-today = 今天|{ $time }
    .speech = 今天{ $time }
when-tomorrow = 明天|{ $time }
    .speech = 明天{ $time }
when-day = { $month }月{ $day }日|({ $weekday })|{ $time }
    .speech = { $month }月{ $day }日，{ $weekday }，{ $time }
weekday-mon = 周一
    .speech = 星期一
weekday-tue = 周二
    .speech = 星期二
weekday-wed = 周三
    .speech = 星期三
weekday-thu = 周四
    .speech = 星期四
weekday-fri = 周五
    .speech = 星期五
weekday-sat = 周六
    .speech = 星期六
weekday-sun = 周日
    .speech = 星期日
choice-item = { $key }　{ $label }
    .speech = { $label }，请按{ $key }。
choice-taken = { $label }
    .speech = { $label }。
thing-item = { $thing } { $amount }
    .speech = { $thing }，{ $amount }。
item-on = { $label }：记载
    .speech = { $label }，写上。
item-off = { $label }：不记载
    .speech = { $label }，不写。
several-done = 选好后 { -ok }
    .speech = 选好后，请按{ -ok-say }。
press-ok = { $verb }：{ -ok }
    .speech = { $verb }，请按{ -ok-say }。
key-ok = { -ok }
    .speech = { -ok-say }
key-back = { -back }
    .speech = { -back-say }
key-name-ok = { -ok }
    .speech = { -ok-say }，确定。
key-name-back = { -back }
    .speech = { -back-say }，退回一步。
key-name-stop = { -stop }
    .speech = { -stop-say }，取消。
key-name-again = { -again }
    .speech = { -again-say }，再听一遍。
key-name-help = { -help }
    .speech = { -help-say }，说明。
choice-chosen = { $key }　{ $label }
    .speech = { $label }，请按{ $key }。现在用的是这一项。
letter-group = { $key }　{ $letters }
    .speech = { $letters }，请按{ $key }。
letter-typed = { $letter }
    .speech = { $letter }。
letter-erased = 已删除|1个字
    .speech = 已删除一个字。

## 按钮

button-next = 下一步
button-cancel = 取消
button-more = 还有 { $count } 项
    .speech = 还有{ $count ->
        [2] 两
       *[other] { $count }
    }项。
button-continue = 继续
button-return = 返回
button-read-on = 往下看
button-end = 结束
button-apply = 申请
button-done = 完成
button-taken = 已取走。|停止声音
    .short = 停止声音
    .speech = 已取走
button-start = 开始
button-pin-enter = 输入密码

## 听筒和按键

handset-offer = 拿起听筒，|可用语音|和按键|操作
    .short = 也可用听筒
    .speech = 拿起听筒，只用语音和按键就能办理。
    .aloud = 听筒可听语音说明。
handset-screen-covered = 正在|使用听筒
    .note = 为了|不让旁人|看到，|画面已关闭。
    .note-short = 画面已关闭。
    .speech = 为了不让旁人看到，显示已经关闭。
handset-paused = 拿起听筒，|从刚才的|地方继续
    .short = 拿起听筒|继续
    .speech = 拿起听筒，从刚才的地方继续。
    .aloud = 拿起听筒可继续。
handset-resumed = 继续办理
    .speech = 从刚才的地方继续。
handset-put-back = 请挂好|听筒
    .speech = 请挂好听筒。
handset-broken = 听筒|不能使用
    .short = 听筒停用
    .speech = 听筒不能使用。请找工作人员。
    .aloud = 听筒坏了，请找人。
handset-pin-at-keys = 密码请用|听筒旁的|按键输入
    .short = 用按键输入
    .note = 画面上|不显示。
    .speech = 密码用按键输入，不会显示。
greeting = 欢迎
    .speech = 这里是{ -machine-say }。
greeting-help = 说明：{ -help }
    .speech = 需要说明请按{ -help-say }。
help-choose = 说明
    .speech = 说明。
    .aloud = 说明。
help-keys = 按键说明
help-voice = 调节声音
    .speech = 声音大小和快慢
help-show = 让陪同的人|看画面
    .short = 给人看
    .speech = 让陪同的人看
help-hide = 关闭画面
    .speech = 关闭显示
help-language = 语言
    .speech = 换语言
help-staff = { -staff }
    .speech = 呼叫工作人员
help-return = 返回：{ -help }
    .speech = 返回请按{ -help-say }。
companion-on = 画面|已打开
    .note = 密码请用|听筒旁的|按键输入。
    .note-short = 密码用按键。
    .speech = 陪同的人现在可以看到。密码不会显示。
companion-off = 画面|已关闭
    .speech = 显示已关闭。
key-help = 按键|说明
    .note = ○ 确定　|← 返回　|× 取消　|＊ 再听　|＃ 说明
    .note-short = ○ 确定　|← 返回　|× 取消
    .speech = 正中的5上有一个凸点。{ -ok-say }是确定。{ -back-say }退回一步。{ -stop-say }是取消。{ -again-say }再听一遍。返回请按{ -help-say }。
voice-help = 2 大声　8 小声　6 快　4 慢
    .speech = 大声按2，小声按8，快按6，慢按4。返回请按{ -help-say }。
voice-louder = 大声
voice-softer = 小声
voice-faster = 快
voice-slower = 慢
voice-done = 完成
key-unused = 此键|现在不用
    .speech = 现在不用这个键。
where-am-i = 现在：|{ $step }
    .short = 第{ $index }步，|共{ $steps }步
    .speech = 共{ $steps }步，现在是第{ $index }步，{ $step }。
volume-changed = 音量 { $level }
    .speech = 音量是这样。
rate-changed = 速度 { $rate }
    .speech = 速度是这样。
limit-reached = 不能|再调了
    .speech = 不能再变了。
language-choose = 请选择|语言
    .note = Choose a language
    .speech = 请选择语言。
language-changed = 中文(简体)
    .speech = 用中文继续。
key-unused-back = 从这里|不能返回
    .speech = 从这里不能返回。
language-ja = 日本語
    .speech = 日语
language-en = English
    .speech = 英语
language-zh-Hans = 中文(简体)
    .speech = 中文
language-ja-easy = やさしい日本語
    .speech = 简单日语
sight-choose = 请选择|显示方式
    .speech = 请选择显示方式。
sight-note = 办完后|恢复原样。
    .speech = 办完后恢复原样。
sight-size-1 = 普通
    .speech = 普通大小
sight-size-2 = 大
    .speech = 大字
sight-size-3 = 特大
    .speech = 特大字
sight-theme-paper = 原来|颜色
    .short = 原色
    .speech = 原来的颜色
sight-theme-black-on-white = 白底|黑字
    .speech = 白底黑字
sight-theme-white-on-black = 黑底|白字
    .speech = 黑底白字
sight-theme-night = 暗色
    .speech = 暗色
sight-sign = 有手语
    .short = 手语
    .speech = 显示手语
sight-sign-off = 无手语
    .speech = 不显示手语
sight-sample = 文字
staff-ask = 请找|{ -staff }
    .note = 请向附近的|{ -staff }询问，|或打电话。|电话 { -counter-phone }
    .note-short = 请找附近的|工作人员
    .speech = 请向附近的工作人员询问，或打电话。电话号码是{ -counter-phone }。
    .aloud = 请找工作人员。

## 步骤的名称

step-card = 放卡
step-pin = 密码
    .speech = 输入密码
step-certificate = 选择|证明书
    .speech = 选择证明书
step-confirm = 确认
step-pay = 付款
step-take = 领取
step-start = 开始

## 开始和结束

visit-start = 请将{ -card }|放在|{ -place-card }
    .short = 请放卡
    .speech = 请把卡放在{ -place-card-say }。
    .aloud = 请放卡。
visit-end = 办理完毕
    .speech = 办理完毕。请挂好听筒。
    .aloud = 谢谢。
visit-cancel-confirm = 要取消吗
    .note = 到此为止的|内容会|消失。|投入的钱|会退还。
    .note-short = 投入的钱|会退还。
    .speech = 取消请再按一次{ -stop-say }。投入的钱会退回。继续请按{ -ok-say }。
    .aloud = 要取消吗？
visit-cancelled = 已取消
    .note = 没有收费。
    .speech = 已取消。没有收费。
visit-idle-warning = 还要|继续吗
    .note = 不操作|就会结束。
    .note-short = 即将结束。
    .speech = 继续请按{ -ok-say }。{ $seconds }秒后结束。
    .aloud = 还在用吗？剩{ $seconds }秒。
seconds-left = 还剩{ $seconds }秒
    .short = { $seconds }秒
    .speech = 还剩{ $seconds }秒。
left-behind = 不取走的话，|会呼叫|{ -staff }。
    .short = 会呼叫|工作人员。
    .speech = { $seconds }秒后呼叫工作人员。
sign-good = 请
sign-warn = 请稍候
sign-bad = 不能|使用
visit-ended-idle = 已结束
    .note = 因为没有|操作，|所以结束了。|没有发行|任何证明书。
    .note-short = 没有发行|证明书。
    .speech = 因为没有操作，已经结束。没有发行任何证明书。请挂好听筒。
    .aloud = 已结束。请带好物品。
visit-wait = 请稍候
    .speech = 请稍候。
visit-wait-long = 还需要|一些时间
    .note = 请继续|等候。
    .speech = 还需要一些时间。请继续等候。
    .aloud = 还需要一些时间。
attract-title = { -offer }
    .short = { -offer-short }
    .note = 请准备好|个人编号卡|和4位密码。
    .note-short = 请备好|卡和密码。
site-name = { -site-name }
    .short = { -site-city }

## 卡

card-place = 请将|个人编号卡|放在|读卡处
    .short = 请将卡|放好
    .note = 照片|朝上。
    办完之前，|请不要|拿走。
    .note-short = 照片|朝上。
    .speech = 请把卡放在{ -place-card-say }。
card-reading = 正在读卡
    .note = 请不要|移动卡。
    .note-short = 请勿移动。
    .speech = 正在读卡。
card-place-again = 无法读取
    .note = 请拿起来，|重新|平放。
    .note-short = 请重新|放好。
    .speech = 无法读取。请拿起卡，再平放在凹槽里。
    .aloud = 请再放一次卡。
card-several = 请只放|一张卡
    .speech = 有几张卡叠在一起。请从卡套里取出，只放一张。
    .aloud = 请只放一张卡。
card-other-kind = 此卡|不能使用
    .note = 请放|{ -card }。
    .speech = 这不是个人编号卡。请换一张卡。
    .aloud = 请放个人编号卡。
card-licence = 驾照|不能使用
    .note = 请放|{ -card }。
    .speech = 这是驾照。请换成个人编号卡。
    .aloud = 请放个人编号卡。
card-transport = 交通卡|不能使用
    .note = 请放|{ -card }。
    .speech = 这是交通卡。请换成个人编号卡。
    .aloud = 请放个人编号卡。
card-resident-old = 住基卡|已停用
    .note = 2025年|已停用。|请放{ -card }。|可在{ -place-reset }|办理。
    .note-short = 请用|个人编号卡。
    .speech = 这是住基卡，2025年已停用。请换成个人编号卡。可在{ -place-reset }办理。
    .aloud = 请放个人编号卡。
card-facial = 此卡|不能用密码
    .short = 不能用密码
    .note = 人脸识别用的|卡，|在这里|不能使用。|可在{ -counter }|办理。
    .note-short = 请到窗口|办理。
    .speech = 这是不能用密码的人脸识别卡。可在{ -counter }办理。请取走卡。
    .aloud = 请取走卡。
card-moved = 卡移动了
    .note = 请重新放好。|没有收费。
    .note-short = 请重新放好。
    .speech = 卡移动了。请再放一次。没有收费。
    .aloud = 请再放一次卡。
card-remove = 请取走|您的卡
    .note = 密码正确。
    取走卡后|进入下一步。
    .note-short = 取走后|继续。
    .speech = 确认完毕。请取走卡。
    .aloud = 请取走卡。
card-remove-first = 请取走|您的卡
    .note = 取走卡后|进入下一步。
    .note-short = 取走后|继续。
    .speech = 取走卡后，进入下一步。
card-take = 请取走|您的卡
    .speech = 请取走卡。
    .aloud = 请取走卡。
card-left-alarm = 卡还在|这里
    .speech = 卡还在这里。请取走。
    .aloud = 卡还在这里。
card-left-staff = 卡还在|这里
    .note = 已呼叫|{ -staff }。
    .speech = 卡还在这里。已呼叫工作人员。
    .aloud = 卡还在这里。
card-revoked = 此卡现在|不能使用
    .short = 现在|不能使用
    .note = 请到|{ -place-reset }|询问。
    .note-short = 请到窗口|询问。
    .speech = 此卡现在不能使用。请到{ -place-reset }询问。请取走卡。
    .aloud = 请取走卡。
card-suspended = 此卡|已暂停使用
    .short = 卡已暂停
    .note = 可在|{ -place-reset }|解除。
    .note-short = 请到窗口|解除。
    .speech = 此卡已暂停使用。可在{ -place-reset }解除。请取走卡。
    .aloud = 请取走卡。
certificate-missing = 卡里没有|电子证书
    .short = 没有|电子证书
    .note = 可在|{ -place-reset }|写入。
    .note-short = 请到窗口|写入。
    .speech = 卡里没有用于登录的电子证书。可在{ -place-reset }写入。请取走卡。
    .aloud = 请取走卡。
certificate-expired = 电子证书|已过期
    .note = 可在|{ -place-reset }|免费更新。
    .note-short = 请到窗口|更新。
    .speech = 电子证书已过期。可在{ -place-reset }免费换新。请取走卡。
    .aloud = 请取走卡。
card-too-new = 领卡的|第二天起|可以使用
    .short = 明天起|可用
    .note = 请明天|再来。
    .speech = 领卡的第二天起可以使用。请明天再来。请取走卡。
    .aloud = 请取走卡。
holder-too-young = 年满15岁|可以使用
    .short = 须满15岁
    .note = 可在{ -counter }|办理。
    .note-short = 请到窗口|办理。
    .speech = 年满15岁可以使用。可在{ -counter }办理。请取走卡。
    .aloud = 请取走卡。
revocation-unknown = 现在无法|确认卡
    .short = 无法确认
    .note = 没有收费。|请到{ -counter }|办理。
    .note-short = 请到窗口|办理。
    .speech = 现在无法确认卡。没有收费。请稍后再试，或到{ -counter }办理。请取走卡。
    .aloud = 请取走卡。

## 密码

pin-enter = 请输入|4位密码
    .short = 4位密码
    .note = 是领卡时|自己定的|号码。
    数字不显示，|也不读出。
    .note-short = 不显示数字。
    .speech = 请输入4位密码，再按{ -ok-say }。
    .aloud = 请输入密码。
pin-digit-taken = 第{ $count }位
    .speech = { $count ->
        [2] 两
       *[other] { $count }
    }位。
pin-digit-erased = 已删除|1位
    .speech = 已删除一位。
pin-short = 请输入|4位
    .speech = { $count ->
        [0] 还没有输入。请输入4位
        [1] 只有一位。请再输入三位
        [2] 只有两位。请再输入两位
       *[3] 只有三位。请再输入一位
    }，再按{ -ok-say }。
    .aloud = 请输入4位数字。
pin-checking = 正在确认
    .speech = 正在确认。
pin-wrong = 密码不对。|还可以|输入{ $left }次
    .short = 密码不对
    .note = 请不要|移动卡。
    .note-short = 请勿移动。
    .speech = 密码不对。还可以输入{ $left ->
        [2] 两
       *[other] { $left }
    }次。请再输入4位，再按{ -ok-say }。
    .aloud = 请再输入一次。
pin-wrong-last = 密码不对。|只剩1次。|再错|就会锁定
    .short = 密码不对
    .note = 请不要|移动卡。
    .note-short = 请勿移动。
    .speech = 密码不对。只剩一次。再错就会锁定。取消请按{ -stop-say }。继续请输入4位，再按{ -ok-say }。
    .aloud = 请再输入一次。
pin-last-before = 只能再|输入1次。|错了|就会锁定
    .short = 只剩1次
    .note = 不记得时，|请取消，|到{ -place-reset }|询问。
    .note-short = 请勿移动卡。
    .speech = 这个密码只能再输入一次。错了就会锁定。取消请按{ -stop-say }。继续请输入4位，再按{ -ok-say }。
    .aloud = 请输入密码。
pin-left = 请输入密码。|还可以|输入{ $left }次
    .short = 请输入密码
    .note = 请不要|移动卡。
    .note-short = 请勿移动。
    .speech = 这个密码还可以输入{ $left ->
        [2] 两
       *[other] { $left }
    }次。请输入4位，再按{ -ok-say }。
    .aloud = 请输入密码。
pin-unknown = 没能确认|密码
    .short = 没能确认
    .note = 这一次|是否计入，|重新放卡|就能知道。
    .note-short = 请重新|放好。
    .speech = 通信中断了。这一次是否计入，还不知道。请拿起来再放一次，就会告诉您还剩几次。
    .aloud = 请再放一次。
pin-unknown-fault = 没能确认|密码
    .short = 没能确认
    .note = 机器|有故障。|这一次|是否计入，|还不知道。|如果计入了，|下次使用时|会告诉您。
    .note-short = 有故障。|下次告知。
    .speech = 机器有故障。如果这一次计入了，下次使用时会告诉您。没有收费。请取走卡或手机。
    .aloud = 请取走卡或手机。
pin-blocked = 密码|已锁定
    .note = 可在|{ -place-reset }|重新设置。|请带卡和|身份证件。
    .note-short = 请到窗口|办理。
    .speech = 密码已锁定。请取走卡，和身份证件一起带到{ -place-reset }，可以再次设置。
    .aloud = 请取走卡。
pin-tries = 还可以|输入{ $left }次
    .short = 还剩{ $left }次
    .speech = 还剩{ $left ->
        [2] 两
       *[other] { $left }
    }次。
pin-consequence = 连错3次，|密码就|不能用了。
    .short = 3次锁定
    .speech = 连错三次，密码就不能用了。
pin-consequence-last = 再错|就会锁定。|可在{ -place-reset }|重新设置。
    .short = 再错锁定
    .speech = 再错就会锁定。可在{ -place-reset }再次设置。

## 手机

phone-stay = 请不要|移动手机。
    .short = 请勿移动。
    .speech = 请不要移动手机。
phone-moved = 手机移动了
    .note = 请重新放好。|没有收费。
    .note-short = 请重新放好。
    .speech = 手机移动了。请再放一次。没有收费。
    .aloud = 请再放一次。
phone-remove = 请取走|手机
    .note = 密码正确。
    取走手机后|进入下一步。
    .note-short = 取走后|继续。
    .speech = 确认完毕。请取走手机。
    .aloud = 请取走手机。
phone-take = 请取走|手机
    .speech = 请取走手机。
    .aloud = 请取走手机。
phone-left-alarm = 手机还在|这里
    .speech = 手机还在这里。请取走。
    .aloud = 手机还在这里。
phone-left-staff = 手机还在|这里
    .note = 已呼叫|{ -staff }。
    .speech = 手机还在这里。已呼叫工作人员。
    .aloud = 手机还在这里。
phone-refused = 此手机现在|不能使用
    .short = 现在|不能使用
    .note = 请用|Mynaportal|应用确认。|用{ -card }|也许可以。
    .note-short = 请用应用|确认。
    .speech = 此手机现在不能使用。请用Mynaportal应用确认。用个人编号卡也许可以。请取走手机。
    .aloud = 请取走手机。
phone-pin-enter = 请输入|手机的|4位密码
    .short = 手机密码
    .note = 是在手机上|设置|电子证书时|定的号码。
    请不要|移动手机。
    .note-short = 请勿移动。
    .speech = 请不要移动手机，输入手机用的4位密码，再按{ -ok-say }。
    .aloud = 请输入密码。
phone-pin-wrong-last = 密码不对。|只剩1次。|再错|就会锁定
    .short = 密码不对
    .speech = 密码不对。只剩一次。再错就会锁定。取消请按{ -stop-say }。继续请输入4位，再按{ -ok-say }。
    .aloud = 请再输入一次。
phone-pin-last-before = 只能再|输入1次。|错了|就会锁定
    .short = 只剩1次
    .speech = 手机的密码只能再输入一次。错了就会锁定。取消请按{ -stop-say }。继续请输入4位，再按{ -ok-say }。
    .aloud = 请输入密码。
phone-pin-consequence-last = 再错|就会锁定。|可用|Mynaportal|应用|重新设置。
    .short = 再错锁定
    .speech = 再错就会锁定。可用Mynaportal应用再次设置。
phone-pin-blocked = 手机的密码|已锁定
    .short = 密码|已锁定
    .note = 可用|Mynaportal|应用|重新设置。|也可以用|{ -card }。
    .note-short = 请用应用|设置。
    .speech = 手机的密码已锁定。可用Mynaportal应用再次设置。也可以用个人编号卡。请取走手机。
    .aloud = 请取走手机。

## 证明书

certificate-choose = 需要|哪种|证明书
    .note = 供在{ -site-city }|登记住民票的|人使用。
    .note-short = { -site-city }的|证明书。
    .speech = 共有{ $count ->
        [2] 两
       *[other] { $count }
    }种证明书。
    .aloud = 请选择证明书。
certificate-residence = 住民票
    .speech = 住民票
certificate-seal = 印章|登记证明
    .short = 印章证明
    .speech = 印章证明
certificate-family-all = 户籍|全部事项|证明
    .short = 户籍全部
    .speech = 户籍全部证明
certificate-family-one = 户籍|个人事项|证明
    .short = 户籍个人
    .speech = 户籍个人证明
certificate-supplementary = 户籍附票|(住址变迁)
    .short = 户籍附票
    .speech = 户籍附票
certificate-tax = 课税(所得)|证明
    .short = 课税证明
    .speech = 课税证明
person-choose = 要谁的
    .note = 请选择|只要本人，|还是全家。
    .note-short = 本人或|全家。
    .speech = 需要谁的证明？
    .aloud = 请选择。
person-self = 只要本人
person-household = 全家
items-none = 无
    .confirm = 不写家庭关系和本籍
items-relation = 户主和|家庭关系
    .short = 家庭关系
    .speech = 只要家庭关系
    .confirm = 写上家庭关系，不写本籍
items-domicile = 本籍和|户籍首位者
    .short = 本籍
    .speech = 只要本籍
    .confirm = 写上本籍，不写家庭关系
tax-year-choose = 请选择|年度
    .speech = 请选择年度。
    .aloud = 请选择。
tax-year = { $era }{ $year ->
        [1] 元
       *[other] { $year }
    }年度|({ $income-year ->
        [1] 元
       *[other] { $income-year }
    }年的所得)
    .short = { $era }{ $year ->
        [1] 元
       *[other] { $year }
    }年度
    .speech = { $era }{ $year ->
        [1] 元
       *[other] { $year }
    }年度
era-reiwa = 令和
copies-enter = 要几份
    .speech = 一份请按{ -ok-say }。两份以上请输入份数，再按{ -ok-say }。
    .aloud = 请输入份数。
copies-too-many = 一次最多|{ $most }份
    .speech = 一次最多{ $most }份。
text-enter = 请输入|文字
    .speech = 输入文字。每个字按两次键。完成后请按{ -ok-say }。
text-two-keys = 按两次键|输入|一个字。
    .speech = 按两次键，输入一个字。
order-sending = 正在申请
    .speech = 正在申请。
document-coming = 正在接收|证明书
    .speech = 正在接收证明书。
    .aloud = 请稍候。
certificate-closed = { $certificate }|现在|不能发行
    .short = 现在|不能发行
    .note = { $when }|起可以发行。|可以选择|别的证明书。
    .note-short = { $when }起
    .speech = { $certificate }现在不能发行。{ $when }起可以发行。可以选择别的证明书。
    .aloud = 请看说明或用听筒。
certificate-withheld = 本机|不能发行
    .note = 请到{ -counter }|询问。|没有收费。
    .note-short = 请到窗口|询问。
    .speech = 本机不能发行。没有收费。请到{ -counter }询问。
    .aloud = 请看说明或用听筒。
certificate-too-young = 因年龄规定，|这里|不能发行
    .short = 这里|不能发行
    .note = 可在{ -counter }|办理。|可以选择|别的证明书。
    .note-short = 请到窗口|办理。
    .speech = 因年龄规定，这种证明书在这里不能发行。可在{ -counter }办理。可以选择别的证明书。
    .aloud = 请看说明或用听筒。
seal-not-registered = 没有|印章登记
    .note = 可在{ -counter }|登记。
    .note-short = 请到窗口|登记。
    .speech = 没有找到印章登记。可在{ -counter }登记。
    .aloud = 请看说明或用听筒。
family-not-linked = 需要向|本籍地|登记使用
    .short = 需要登记
    .note = 请向|本籍地的|政府机关|询问。
    .note-short = 请问|本籍地。
    .speech = 要取得户籍证明，需要先向本籍地登记使用。请向本籍地的政府机关询问。
    .aloud = 请看说明或用听筒。
family-changing = 户籍|正在更新
    .note = 请过几天|再试。|急需时，|请到{ -counter }。
    .note-short = 请过几天|再试。
    .speech = 户籍正在修改。请过几天再试。急需时，请到{ -counter }询问。
    .aloud = 请看说明或用听筒。
tax-not-found = 没有|纳税记录
    .note = 申报后|可以发行。|请到{ -counter }|询问。
    .note-short = 请到窗口|询问。
    .speech = 没有找到纳税记录。申报后可以发行。请到{ -counter }询问。
    .aloud = 请看说明或用听筒。
text-too-long = 本机|不能发行
    .note = 文字超出|表格。|可在{ -counter }|办理。
    .note-short = 请到窗口|办理。
    .speech = 姓名或住址太长，本机不能发行。可在{ -counter }办理。
    .aloud = 请看说明或用听筒。
city-not-joined = 您居住的|市区町村|没有|这项服务
    .short = 本市|不能使用
    .note = 请到|政府机关的|窗口。
    .note-short = 请到窗口。
    .speech = 您居住的市区町村没有这项服务。请到政府机关的窗口办理。
    .aloud = 请看说明或用听筒。
certificate-residence-note = 证明|现在的住址
    .speech = 证明现在的住址。
certificate-seal-note = 证明|登记的印章
    .speech = 证明登记的印章。
certificate-family-all-note = 户籍上的|全家(謄本)
    .speech = 户籍上的全家。
certificate-family-one-note = 户籍上的|一个人(抄本)
    .speech = 户籍上的一个人。
certificate-supplementary-note = 证明|住址的变迁
    .speech = 证明住址的变迁。
certificate-tax-note = 证明|所得和税额
    .speech = 证明所得和税额。
items-several = 请选择|住民票上|记载的内容
    .short = 请选择|内容
    .note = 只将|需要的|设为「记载」。|可以先向|提交处|询问。
    .note-short = 只选|需要的。
    .speech = 要写上什么？
    .aloud = 请选择。
items-several-supplementary = 请选择|附票上|记载的内容
    .short = 请选择|内容
    .note = 只在|需要时|设为「记载」。|可以先向|提交处|询问。
    .note-short = 只在|需要时选。
    .speech = 要写上什么？
    .aloud = 请选择。
item-relation = 户主和|家庭关系
    .short = 关系
    .speech = 家庭关系
item-domicile = 本籍和|户籍首位者
    .short = 本籍
    .speech = 本籍
items-relation-domicile = 家庭关系和|本籍
    .short = 两项
    .speech = 两项
    .confirm = 写上家庭关系和本籍
copies-note = 一次最多|{ $most }份。
    .speech = 一次最多{ $most }份。
copies-count = { $copies }份
    .speech = { $copies ->
        [2] 两
       *[other] { $copies }
    }份
order-check = 按此内容|申请，|可以吗
    .short = 可以吗
    .note = 接下来|付款。
    .speech = 申请请按{ -ok-say }。修改请按{ -back-say }。
    .aloud = 请确认内容。
row-certificate = 证明书
row-year = 年度
row-whom = 谁的
row-items = 记载内容
    .short = 内容
    .speech = 写上内容
row-copies = 份数
row-fee = 费用
certificate-closed-today = { $certificate }|现在|不能发行
    .short = 现在|不能发行
    .note = 请到{ -counter }|询问。|可以选择|别的证明书。
    .note-short = 请到窗口|询问。
    .speech = { $certificate }现在不能发行。请到{ -counter }询问。可以选择别的证明书。
    .aloud = 请看说明或用听筒。

## 付款

pay-insert-cash = 请投入|现金
    .note = 可用硬币和|一千日元纸币。|「取消」时，|投入的钱|会退还。
    .note-short = 「取消」时|退还。
    .speech = 请把钱放入{ -place-coin }。
    .aloud = 请投入现金。
pay-cash-added = 还差 { $due }日元
    .short = 差 ¥{ $due }
    .speech = 还差{ $due }日元。
pay-done = 付款|已完成
    .speech = 付款已完成。
pay-change-take = 请取走|找零|{ $change }日元
    .short = 找零|¥{ $change }
    .speech = 找零是{ $change }日元。请从托盘取走。
    .aloud = 请取走找零。
pay-exact-only = 没有零钱。|请正好投入|{ $due }日元
    .short = 请正好投|{ $due }日元。
    .speech = 零钱不够。请正好投入{ $due }日元。
    .aloud = 请投入正好的金额。
pay-refunded = 已退还|{ $fee }日元
    .short = 退还|¥{ $fee }
    .note = 请从托盘|取走。
    .speech = 已退回{ $fee }日元。请从托盘取走。
    .aloud = 钱已退回。
restart-returned = 已退还|{ $yen }日元
    .short = 退还|¥{ $yen }
    .note = 机器停了，|没有发行|证明书。|受理号 { $ticket }
    .note-short = 号码 { $ticket }
    .speech = 机器停了，没有发行证明书，已退回{ $yen }日元。请从托盘取走。受理号是{ $ticket }。
    .aloud = 钱已退回。
restart-printed = 证明书|已经打印。|请取走
    .short = 请取走|证明书
    .note = 机器停过|一次。|受理号 { $ticket }
    .note-short = 号码 { $ticket }
    .speech = 机器停过一次，证明书已经打印。请从{ -place-paper }取走。受理号是{ $ticket }。
    .aloud = 请取走纸张。
pay-unknown = 正在确认|付款
    .note = 由{ -staff }|查明。|请不要|再付款。
    .note-short = 由{ -staff }|查明。
    .speech = 正在确认是否已付款。请不要再付款。工作人员会来。
    .aloud = 工作人员会来。
pay-owed = { $yen }日元|在窗口退还
    .short = ¥{ $yen }|请到窗口
    .note = 机器|不能退钱。|请取退款单，|带到{ -counter }。
    .note-short = 带退款单|到窗口
    .speech = { $yen }日元在窗口退回。请从{ -place-receipt }取退款单，带到{ -counter }。
    .aloud = 请取退款单。
pay-owed-number = { $yen }日元|在窗口退还
    .short = ¥{ $yen }|请到窗口
    .note = 机器|不能退钱。|请在{ -counter }|告知|受理号 { $ticket }。
    .note-short = 窗口告知|号码 { $ticket }
    .speech = { $yen }日元在窗口退回。请在{ -counter }告知受理号{ $ticket }。
    .aloud = 钱在窗口退回。
fee-none = 不收费
    .speech = 不收费。
pay-note = 「取消」时，|投入的钱|会退还。
    .short = 「取消」时|退还。
    .speech = 取消的话，会退回。
pay-exact-note = 没有零钱。|请投入|正好的金额。
    .short = 请投|正好的金额。
    .speech = 零钱不够。请投入正好的金额。
    .aloud = 请投入正好的金额。
pay-paid = 已投入
    .short = 投入
    .speech = 已投入
pay-change-note = 在托盘里。
    .speech = 在托盘里。

## 打印和领取

print-started = 正在打印
    .note = 请等候|到结束。
    约{ $seconds }秒。
    .note-short = 约{ $seconds }秒。
    .speech = 正在打印，约{ $seconds }秒。
    .aloud = 正在打印，请稍候。
print-progress = 正在打印|{ $page }／{ $pages }张
    .speech = 共{ $pages ->
        [2] 两
       *[other] { $pages }
    }张，正在打印第{ $page }张。
    .aloud = 正在打印，请稍候。
paper-left-alarm = 纸还没|取走
    .speech = 纸还没取走。取走后请按{ -ok-say }。
    .aloud = 纸还没取走。
paper-left-staff = 纸还没|取走
    .note = 已呼叫|{ -staff }。
    .speech = 纸还没取走。已呼叫工作人员。取走后请按{ -ok-say }。
    .aloud = 纸还没取走。
receipt-none = 不能打印|收据
    .note = 请在{ -counter }|告知|受理号 { $ticket }。
    .note-short = 窗口告知|{ $ticket }
    .speech = 不能打印收据。请在{ -counter }告知受理号{ $ticket }。
    .aloud = 收据在窗口领取。
print-stopped = 打印|停止了
    .note = 已呼叫|{ -staff }。|钱已有记录。
    .note-short = 已呼叫|{ -staff }。
    .speech = 打印停止了。已呼叫工作人员。钱已有记录。请拿着听筒等候。
    .aloud = 打印停了，会有人来。
print-unknown = 正在确认|打印
    .note = 由{ -staff }|查明。|不会|重复收费。
    受理号 { $ticket }
    .note-short = 请找{ -staff }。|{ $ticket }
    .speech = 工作人员会确认打印了几张。不会收两次费。受理号是{ $ticket }。
    .aloud = 工作人员会来。
print-not-done = 没有打印
    .note = 退还|{ $fee }日元。
    .speech = 没有打印。退回{ $fee }日元。
    .aloud = 钱会退回。
wait-sheets = 共{ $total }张
wait-sheet = 第{ $sheet }张
    .short = { $sheet }/{ $total }
    .speech = 第{ $sheet }张
wait-seconds = 约{ $seconds }秒
    .speech = 大约{ $seconds }秒。
receipt-choose = 需要|收据吗
    .speech = 需要收据吗？
    .aloud = 请选择。
receipt-yes = 需要
    .speech = 需要收据
receipt-no = 不需要
hand-over = 请不要|忘记取走
    .short = 请取走
    .note = 全部取走后，|按下面的|按钮，|声音就会|停止。
    .note-short = 按钮可以|停止声音。
    .speech = 取走后请按{ -ok-say }。
    .aloud = 请不要忘记取走。
thing-certificate = 证明书
    .speech = 证明书在{ -place-paper }
thing-receipt = 收据
    .speech = 收据在{ -place-receipt }
sheets-count = { $sheets }张
    .speech = { $sheets ->
        [2] 两
       *[other] { $sheets }
    }张

## 练习

practice-started = 这是练习。|不会打印|真的证明书
    .short = 这是练习
    .speech = 这是练习。不收费，也不会打印真的证明书。
    .aloud = 这是练习。
practice-reminder = 练习中
    .speech = 这是练习。
practice-band = 这是练习。不需要钱，|不会打印真的证明书。
    .short = 练习：不收费，不发行
    .speech = 这是练习。不需要钱。不会打印真的证明书。
    .aloud = 这是练习。
practice-without-card = 不用卡|练习
    .short = 练习
    .speech = 练习请按1。
practice-pay = 这是练习，|请不要|投钱
    .short = 不用投钱
    .speech = 这是练习，不用投钱。
practice-ended = 练习结束
    .note = 「样本」|不能用作|证明。
    .note-short = 「样本」|无效。
    .speech = 练习结束。写有样本的纸，不能用作证明。
    .aloud = 练习结束。
practice-pin = 请输入4位，|不要用|真的密码
    .short = 不用|真密码
    .note = 请不要输入|真的密码。
    .note-short = 勿用真密码
    .speech = 请不要输入真的密码。请按四次1，再按{ -ok-say }。
    .aloud = 这是练习。
practice-not-printed = 现在|不能打印
    .short = 不能打印
    .note = 可以继续|练习。
    .note-short = 继续。
    .speech = 现在不能打印。可以继续练习。
    .aloud = 现在不能打印。

## 不能使用时

service-closed = 现在|不办理
    .note = 下次是|{ $when }起。|没有收费。
    .note-short = { $when }起
    .speech = 现在不在办理时间。没有收费。下次是{ $when }起。
    .aloud = 现在不办理。
service-closed-now = 现在|不办理
    .note = 请在|办理时间|再来。|没有收费。
    .note-short = 请在办理|时间再来。
    .speech = 现在不在办理时间。没有收费。请在办理时间再来。
    .aloud = 现在不办理。
service-closing-soon = 还有{ $minutes }分钟|结束办理
    .short = 还有|{ $minutes }分钟
    .note = { $time }之前|按「申请」，|就可以发行。
    .note-short = { $time }之前|申请。
    .speech = 还有{ $minutes ->
        [2] 两
       *[other] { $minutes }
    }分钟结束办理。{ $time }之前申请，就可以发行。
service-closed-midway = 办理时间|已过
    .short = 时间已过
    .note = 没有收费。|请在|办理时间|再来。
    .note-short = 没有收费。
    .speech = 办理时间已过。没有收费。请确认卡在身边。请在办理时间再来。
    .aloud = 办理时间已过。
out-of-order = 本机|现在|不能使用
    .short = 本机停用
    .speech = 本机现在不能使用。请到{ -counter }办理。
    .aloud = 本机停用。
line-down = 现在|联系不上|市政府
    .short = 联系不上
    .note = 请稍后|再试。|没有收费。
    .note-short = 请稍后|再试。
    .speech = 现在联系不上市政府。没有收费。请稍后再试。
    .aloud = 现在不能使用。
fault-midway = 机器出现|故障
    .note = 已呼叫|{ -staff }。|到此为止|都有记录。
    .note-short = 已呼叫|{ -staff }。
    .speech = 机器出现故障。已呼叫工作人员。到此为止都有记录。
    .aloud = 工作人员会来。
closed-note = 在{ -counter-place }，|可以{ -offer-elsewhere }。
    .short = 请到窗口。
    .aloud = 请到窗口办理。
closed-hours = 窗口
closed-hours-value = { -counter-hours }
    .speech = { -counter-hours-say }
closed-phone = 电话
closed-phone-value = { -counter-phone }
closed-ear = { -counter-hours }　{ -counter-phone }
    .speech = 窗口时间是{ -counter-hours-say }。电话号码是{ -counter-phone }。
staff-prompt = 工作人员|正在使用
    .speech = 工作人员正在使用。请挂好听筒。
closed-for-check = 正在检查
    .short = 检查中
    .note = 请到{ -counter }|办理。
    .note-short = 请到窗口。
    .speech = 正在检查。请到{ -counter }办理。
    .aloud = 本机停用。
closed-for-paper = 正在补充|纸张
    .short = 补纸中
    .note = 请到{ -counter }|办理。
    .note-short = 请到窗口。
    .speech = 正在补充纸张。请到{ -counter }办理。
    .aloud = 本机停用。
closed-for-cash = 正在准备
    .short = 准备中
    .note = 请到{ -counter }|办理。
    .note-short = 请到窗口。
    .speech = 正在准备。请到{ -counter }办理。
    .aloud = 本机停用。
closed-for-line = 现在|联系不上|市政府
    .short = 线路故障
    .note = 请到{ -counter }|办理。
    .note-short = 请到窗口。
    .speech = 现在联系不上市政府。请到{ -counter }办理。
    .aloud = 本机停用。
closed-for-event = 今天停用
    .short = 停用
    .note = 请到{ -counter }|办理。
    .note-short = 请到窗口。
    .speech = 今天停用。请到{ -counter }办理。
    .aloud = 本机停用。

## 公交车：给乘客(屏幕。扬声器只说1.2秒以内的话,不说余额和原因)

ride-idle = 请把卡|放在这里
    .note = { -ride-passes }
    .speech = 请刷卡。
ride-line = { $number }路　{ $place }
    .short = { $number }　{ $place }
ride-next = 下一站 { $place }
    .speech = 下一站，{ $place }。
ride-here = 本站 { $place }
    .speech = 本站，{ $place }。
ride-costs = 车费 { $fare }
    .speech = 车费是{ $fare }。
ride-sign-again = 再刷一次
ride-accepted = 请上车
    .speech = 请。
ride-free = 请上车
    .note = 不收车费
    .speech = 请。
ride-alighted = 谢谢乘车
    .speech = 谢谢。
ride-already-touched = 请上车
    .note = 已经|刷过了
    .speech = 已刷过。
ride-renew-soon = 请上车
    .note = 请在{ $until }前|续办
    .speech = 请。
ride-hold-again = 请慢慢|放好卡片
    .speech = 请再刷一次。
ride-one-card = 请只放|一张卡
    .speech = 请只放一张。
ride-points-short = 还差{ $due }日元
    .note = 积分不够，|请付现金。
    .speech = 请找司机。
ride-pass-expired = 乘车证|已过期
    .note = 今天|请付车费。
    .speech = 请找司机。
ride-pass-unknown = 没有登记
    .note = 请付车费。
    .speech = 请找司机。
ride-pass-stopped = 这张卡|不能使用
    .note = 请付车费。
    .speech = 请找司机。
ride-phone-pin = 无法读取|这部手机
    .note = 读取需要密码。|请用卡片。
    .speech = 请用卡片。
ride-not-today = 今天|不适用
    .note = 请付车费。
    .speech = 请找司机。
ride-other-area = 这条线路|不适用
    .note = 请付车费。
    .speech = 请找司机。
ride-boarding-missing = 没有|上车记录
    .note = 请告诉司机|在哪里上的车。
    .speech = 请找司机。
ride-fare-asked = 请向司机|询问车费
    .note = 车费由|司机决定。
    .speech = 请找司机。
ride-fare = { $yen }日元
ride-due = { $yen }日元
    .note = 请付现金
ride-fare-points = { $points }分
    .note = 已使用
ride-pay-cash = 付现金{ $due }日元|可以乘车。
ride-points-left = 剩余积分 { $points }
ride-rides-left = 剩余 { $rides }次
ride-tap-again = 下车时|请再刷卡。
validator-out-of-order = 读卡器|停用
    .note = 请给司机|看卡。
    .speech = 请给司机看卡。
ride-sign-closed = 停用
place-name = { $name }

## 下排(总是这六个)和按键(屏幕)

rail-stop = 取消
rail-back = 返回
rail-language = 语言
rail-sight = 显示
rail-voice = 声音
rail-help = 帮助
pad-erase = 更正
    .speech = 删除
pad-ok = 确定
several-on = 记载
    .speech = 写上
several-off = 不记载
    .speech = 不写
yen-amount = { $yen }日元

## 乘车证登记

step-pass = 选择|乘车证
step-link = 登记|卡片
pass-choose = 申请|哪一种
    .note = 公交的|优惠和积分。
    .note-short = 公交优惠。
    .speech = 公交优惠共有{ $count }种。
    .aloud = 请选择。
pass-name = 公交|乘车证
pass-held = 已登记
    .speech = 已登记。
pass-not-now = 现在|不能申请
    .speech = 现在不能申请。
pass-points = { $points }积分
    .short = { $points }分
pass-rides = { $rides }次
pass-day = { $year }年|{ $month }月{ $day }日
pass-age = 不符合|年龄规定
    .note = 可以选择|别的。
    .speech = 不符合年龄规定。可以选择别的。
    .aloud = 请看说明或用听筒。
pass-age-from = 因年龄规定，|还不能|申请
    .short = { $day }|起
    .note = { $day }起|可以申请。
    .note-short = { $day }起
    .speech = 因年龄规定，还不能申请。{ $day }起可以申请。
    .aloud = 请看说明或用听筒。
pass-not-resident = 限{ -site-city }|居民
    .note = 可以选择|别的。
    .speech = 限{ -site-city }居民。可以选择别的。
    .aloud = 请看说明或用听筒。
pass-papers = 需要|证件
    .note = 请到{ -counter }|申请，|带上|手册等|证件。
    .note-short = 请到窗口|申请。
    .speech = 需要证件。请到{ -counter }申请，带上手册等证件。
    .aloud = 请看说明或用听筒。
pass-chosen = 本年度|已选择|别的
    .note = 已过|变动期限。
    .speech = 本年度已选择别的。已过变动期限。
    .aloud = 请看说明或用听筒。
pass-closed = 现在|不受理
    .note = 可以选择|别的。
    .speech = 现在不受理。可以选择别的。
    .aloud = 请看说明或用听筒。
pass-none = 没有|可以申请的
    .note = 详情请问|{ -counter }。
    .note-short = 请问窗口。
    .speech = 没有可以申请的。详情请问{ -counter }。
    .aloud = 请看说明或用听筒。
pass-medium-choose = 乘车时|刷什么卡
    .note = 在公交上|使用这张卡。
    .speech = 乘车时刷什么卡。
    .aloud = 请选择。
pass-with-my_number = 个人编号卡
pass-with-felica = 交通|IC卡
    .speech = 交通IC卡
pass-check = 按此内容|申请，|可以吗
    .short = 可以吗
    .note = 不收费。
    .speech = 申请请按{ -ok-say }。修改请按{ -back-say }。
    .aloud = 请确认内容。
pass-change-check = 换卡吗？|原来的卡|不能再用
    .short = 换卡吗？
    .speech = 换卡后，原来的卡不能再用于乘车。换卡请按{ -ok-say }。返回请按{ -back-say }。
    .aloud = 请确认内容。
button-change = 换卡
row-pass = 乘车证
row-medium = 卡
row-gift = 可得
row-until = 期限
row-given-up = 放弃
pass-place-again = 请再放一次|个人编号卡
    .short = 请再放一次
    .note = 确认是|真卡。
    .note-short = 验卡。
    .speech = 请把个人编号卡再放到{ -place-card-say }一次。确认是真卡。
    .aloud = 请再放一次卡。
pass-place-transit = 请放上|乘车用的|IC卡
    .short = 请放上|IC卡
    .note = 只读取|卡号。
    .speech = 请把乘车用的IC卡放到{ -place-card-say }。只读取卡号。
    .aloud = 请放上卡。
pass-not-transit = 这不是|交通IC卡
    .note = 请先取走。
    .speech = 这不是交通IC卡。请先取走。
    .aloud = 请取走卡。
pass-other-card = 不是|先前的卡
    .note = 请先取走。
    .speech = 不是先前的卡。请先取走。
    .aloud = 请取走卡。
pass-lift = 请取走卡
    .note = 取走后|即登记。
    .speech = 取走卡后即登记。
    .aloud = 请取走卡。
profile-pin-enter = 请输入|卡面用的|4位密码
    .short = 卡面用|密码
    .note = 名称是|「券面事項|入力補助用」。
    .note-short = 不显示数字。
    .speech = 请输入卡面用的4位密码，再按{ -ok-say }。
    .aloud = 请输入密码。
profile-pin-blocked = 卡面用的|密码|已锁定
    .short = 密码|已锁定
    .note = 可在|{ -place-reset }|重新设置。
    .note-short = 请到窗口|办理。
    .speech = 卡面用的密码已锁定。可在{ -place-reset }再次设置。
    .aloud = 请取走卡。
pass-pin-again = 请再输入|一次|先前的密码
    .short = 先前的|密码
    .note = 登记|这张卡。
    .note-short = 登记卡。
    .speech = 登记这张卡。请再输入一次先前的4位密码，再按{ -ok-say }。
    .aloud = 请输入密码。
pass-sending = 正在登记
    .speech = 正在登记。
pass-done = 登记好了
    .note = 约一小时后|可以使用。
    .note-short = 一小时后|可用。
    .speech = 登记好了。约一小时后可以在公交上使用。
    .aloud = 登记好了。
pass-card-taken = 这张卡|不能登记
    .short = 不能登记
    .note = 请用|别的卡，|或问{ -counter }。
    .note-short = 请换卡|或问窗口。
    .speech = 这张卡不能登记。请用别的卡，或问{ -counter }。
    .aloud = 请看说明或用听筒。
pass-practice = 练习：|不登记
    .short = 练习
    .speech = 这是练习，不登记。
    .aloud = 这是练习。
pass-practice-ended = 练习结束
    .note = 什么也|没有登记。
    .speech = 练习结束。什么也没有登记。
    .aloud = 练习结束。
