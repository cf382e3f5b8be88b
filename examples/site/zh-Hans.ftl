# 本设置场所自己的用语。只能改写用语。
-site-name = 港市　证明书自助柜台
-site-city = 港市
-counter = 市民课窗口
-counter-place = 市政府1楼|市民课窗口
-counter-hours = 8:30–17:15
-counter-hours-say = 上午8点30分到下午5点15分
-counter-phone = 03-0000-0000
-place-card-say = 面前的凹槽
-place-reset = 市政府1楼的市民课窗口
