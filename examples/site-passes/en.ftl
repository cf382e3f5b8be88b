# This site's own words: a machine for bus passes.
-site-name = Minato City Bus Passes
-machine-say = Machine for bus passes
-offer = Apply for a bus pass here.
-offer-short = Bus passes here.
-offer-elsewhere = apply
