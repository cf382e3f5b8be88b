# This site's own words; nothing but terms can be changed.
-site-name = Minato City Certificates
-site-city = Minato City
-counter = the Residents' Counter
-counter-place = the Residents' Counter, City Hall 1F
-counter-hours = 8:30–17:15
-counter-hours-say = 8:30 AM to 5:15 PM
-counter-phone = 03-0000-0000
-place-card-say = the tray in front of you
-place-reset = the Residents' Counter, City Hall 1F
