# この場所だけのことば。バスのパスを扱う窓口の機械。
-site-name = みなと市　バスのパス
-machine-say = バスのパスの機械
-offer = バスの|パスを、|申し込めます。
-offer-short = バスの|パスです
-offer-elsewhere = 申し込めます
