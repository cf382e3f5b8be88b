# この場所だけのことば。用語のほかは変えられない。
-site-name = みなと市　証明書コーナー
-site-city = みなと市
-counter = 市民課の窓口
-counter-place = 市役所 1階 |市民課の|窓口
-counter-hours = 8:30〜17:15
-counter-hours-say = 午前8時30分から、午後5時15分
-counter-phone = 03-0000-0000
-place-card-say = 手前のくぼみ
-place-reset = 市役所1階の市民課の窓口
