# 本站自己的用语:办理乘车证的机器。
-site-name = 港市　公交乘车证
-machine-say = 公交乘车证自助机
-offer = 在这里|申请乘车证。
-offer-short = 申请|乘车证
-offer-elsewhere = 申请
