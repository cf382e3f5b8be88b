### English, plain. Value = the screen. Without .speech the screen text is read.
### .speech = what the handset says. .aloud = what the loudspeaker may say instead. .confirm = how a choice is read back.
### Channel and priority are in keys.toml.

## Terms: a site overrides these, and nothing else, in a folder of its own (examples/site).

-card = My Number Card
-ok = ○
-ok-say = circle
-back = ←
-back-say = arrow
-stop = ×
-stop-say = cross
-again = ＊
-again-say = star
-help = ＃
-help-say = hash
-place-card = the tray in front of you
-place-card-say = the tray in front of you
-place-coin = the slot at the upper right
-place-touch = the round pad on the right
-place-paper = the opening below
-place-receipt = the slot at the lower right
-place-reset = your city office
-counter = the Residents' Counter
-staff = a member of staff
-ride-passes = Senior passes and points
-site-name = Minato City Certificates
-machine-say = Certificate machine
-site-city = Minato City
-offer = Get your certificate here.
-offer-short = Get your papers here.
-offer-elsewhere = get the same certificates
-counter-place = the Residents' Counter, City Hall 1F
-counter-hours = 8:30–17:15
-counter-hours-say = 8:30 AM to 5:15 PM
-counter-phone = 03-0000-0000

## Saying values

digit-say = { $digit ->
        [0] zero
        [1] one
        [2] two
        [3] three
        [4] four
        [5] five
        [6] six
        [7] seven
        [8] eight
       *[9] nine
    }
clock-time = { $hour12 }{ $minute ->
        [0] {""}
       *[other] :{ NUMBER($minute, minimumIntegerDigits: 2) }
    }{"\u00A0"}{ $half ->
        [am] a.m.
       *[pm] p.m.
    }
    .speech = { $hour12 }{ $minute ->
        [0] {""}
       *[other] :{ NUMBER($minute, minimumIntegerDigits: 2) }
    } { $half ->
        [am] AM
       *[pm] PM
    }
when-today = { $time } today
when-tomorrow = { $time } tomorrow
when-day = { $time }, { $weekday } { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    }
    .speech = { $time } on { $weekday } { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
weekday-mon = Mon
    .speech = Monday
weekday-tue = Tue
    .speech = Tuesday
weekday-wed = Wed
    .speech = Wednesday
weekday-thu = Thu
    .speech = Thursday
weekday-fri = Fri
    .speech = Friday
weekday-sat = Sat
    .speech = Saturday
weekday-sun = Sun
    .speech = Sunday
choice-item = { $key }  { $label }
    .speech = { $label }: { $key }.
choice-taken = { $label }
    .speech = { $label }.
thing-item = { $thing } { $amount }
    .speech = { $thing }, { $amount }.
item-on = { $label }: shown
    .speech = { $label }: shown.
item-off = { $label }: not shown
    .speech = { $label }: not shown.
several-done = Done: { -ok }
    .speech = When done, { -ok-say }.
press-ok = { $verb }: { -ok }
    .speech = { $verb }: { -ok-say }.
key-ok = { -ok }
    .speech = { -ok-say }
key-back = { -back }
    .speech = { -back-say }
key-name-ok = { -ok }
    .speech = { -ok-say }: OK.
key-name-back = { -back }
    .speech = { -back-say }: one step back.
key-name-stop = { -stop }
    .speech = { -stop-say }: stop.
key-name-again = { -again }
    .speech = { -again-say }: repeat.
key-name-help = { -help }
    .speech = { -help-say }: help.
choice-chosen = { $key }  { $label }
    .speech = { $label }: { $key }. It is set to this now.
letter-group = { $key }  { $letters }
    .speech = { $letters }: { $key }.
letter-typed = { $letter }
    .speech = { $letter }.
letter-erased = One letter erased
    .speech = One letter erased.

## Buttons

button-next = Next
button-cancel = Stop
button-more = { $count } more
button-continue = Continue
button-return = Back
button-read-on = Read on
button-end = Finish
button-apply = Apply
button-done = Done
button-taken = I have it. Stop the sound
    .short = Stop sound
    .speech = I have it
button-start = Start
button-pin-enter = Enter the PIN
    .short = Enter PIN

## Handset and keys

handset-offer = Lift the handset to use speech and keys
    .short = Or use the handset
    .speech = Lift the handset. You can do everything by voice guide and keys.
    .aloud = Lift the handset for spoken guidance.
handset-screen-covered = In use with the handset
    .short = Handset in use
    .note = The display is off, so that nobody can read it.
    .note-short = The display is off.
    .speech = The display is off, so that nobody can read it.
handset-paused = Lift the handset to go on
    .speech = Lift the handset to go on from here.
    .aloud = Lift the handset to go on.
handset-resumed = Going on
    .speech = Going on from where you were.
handset-put-back = Please hang up the handset
    .short = Please hang up
    .speech = Please hang up the handset.
handset-broken = The handset cannot be used
    .short = No handset
    .speech = The handset cannot be used. Please ask staff.
    .aloud = The handset is out of order. Ask staff.
handset-pin-at-keys = The PIN is entered on the handset's keys
    .short = PIN: on the keys
    .note = It is not shown here.
    .speech = The PIN is entered on the keys. It is not shown.
greeting = Welcome
    .speech = { -machine-say }.
greeting-help = Help: { -help }
    .speech = For help, press { -help-say }.
help-choose = Help
    .speech = Help.
    .aloud = Help.
help-keys = The keys
help-voice = The voice
help-show = Show it to my companion
    .short = Show it
    .speech = Show it to my companion
help-hide = Display off
    .speech = Turn the display off
help-language = Language
help-staff = Staff
    .speech = Call staff
help-return = Back: { -help }
    .speech = To return, press { -help-say }.
companion-on = The display is on
    .note = The PIN is entered on the handset's keys.
    .note-short = PIN: on the keys.
    .speech = Your companion can now follow. Your PIN is never shown.
companion-off = The display is off
    .speech = The display is off.
key-help = The keys
    .note = ○ OK   ← Back   × Stop   ＊ Repeat   ＃ Help
    .note-short = ○ OK   ← Back   × Stop
    .speech = 5, in the middle, has a dot. { -ok-say } is OK. { -back-say } goes back one step. { -stop-say } stops. { -again-say } repeats. To return, press { -help-say }.
voice-help = 2 louder   8 softer   6 faster   4 slower
    .speech = 2 is louder, 8 softer, 6 faster, 4 slower. To return, press { -help-say }.
voice-louder = Louder
    .short = Loud
voice-softer = Softer
    .short = Soft
voice-faster = Faster
    .short = Fast
voice-slower = Slower
    .short = Slow
voice-done = Done
key-unused = That key is not used here
    .speech = That key does nothing now.
where-am-i = You are at: { $step }
    .short = Step { $index } of { $steps }
    .speech = Step { $index } of { $steps }: { $step }.
volume-changed = Volume { $level }
    .speech = This is the volume.
rate-changed = Speed { $rate }×
    .speech = This is the speed.
limit-reached = That is the limit
    .speech = It does not go further.
language-choose = Choose a language
    .short = Choose one
    .note = 言語を|選んで|ください
    .speech = Choose a language.
language-changed = English
    .speech = Going on in English.
key-unused-back = There is no way back from here
    .short = No way back
    .speech = There is no way back from here.
language-ja = 日本語
    .speech = Japanese
language-en = English
language-zh-Hans = 中文(简体)
    .speech = Chinese
language-ja-easy = やさしい日本語
    .speech = Easy Japanese
sight-choose = Choose how it looks
    .short = Choose a view
sight-note = It goes back at the end.
sight-size-1 = Normal
sight-size-2 = Large
sight-size-3 = Largest
sight-theme-paper = Standard
sight-theme-black-on-white = Black on white
    .short = Black
sight-theme-white-on-black = White on black
    .short = White
sight-theme-night = Dark
sight-sign = Sign language
    .short = Signing
    .speech = Show sign language
sight-sign-off = No sign language
    .short = No signing
    .speech = Hide sign language
sight-sample = Abc
staff-ask = Please call staff
    .note = Ask { -staff } nearby, or phone { -counter-phone }.
    .note-short = Ask staff nearby.
    .speech = Please ask { -staff } nearby, or phone { -counter-phone }.
    .aloud = Please ask a member of staff.

## Names of steps

step-card = Card
    .speech = Place your card
step-pin = PIN
step-certificate = Certificate
    .speech = Choose a certificate
step-confirm = Check
step-pay = Pay
step-take = Take
    .speech = Take your papers
step-start = Start

## Beginning and end

visit-start = Place your { -card } on { -place-card }
    .short = Put the card on the reader
    .speech = Place your card on { -place-card-say }.
    .aloud = Please place your card.
visit-end = Finished
    .speech = Finished. Please hang up.
    .aloud = Thank you.
visit-cancel-confirm = Stop here?
    .note = What you chose will be lost. Any money you paid is returned.
    .note-short = Your money is returned.
    .speech = To stop, press { -stop-say } again. Any money you paid is returned. To go on, { -ok-say }.
    .aloud = Stop here?
visit-cancelled = Stopped
    .note = Nothing was charged.
    .speech = Stopped. Nothing was charged.
visit-idle-warning = Go on?
    .note = Otherwise this visit ends.
    .note-short = Or it ends.
    .speech = To go on, press { -ok-say }. This ends in { $seconds } seconds.
    .aloud = Still there? { $seconds } seconds left.
seconds-left = { $seconds } seconds left
    .short = { $seconds } s left
left-behind = Otherwise { -staff } will be called.
    .short = Staff will come.
    .speech = Staff will be called in { $seconds } seconds.
sign-good = Welcome
sign-warn = Please wait
sign-bad = Not usable
visit-ended-idle = This visit ended
    .note = No key was pressed. Nothing was issued.
    .note-short = Nothing was issued.
    .speech = No key was pressed, so this ended. Nothing was issued. Please hang up.
    .aloud = Finished. Please check that you have left nothing.
visit-wait = Please wait
visit-wait-long = This is taking longer
    .short = One moment more
    .note = Please wait.
    .speech = This is taking longer. Please wait.
    .aloud = This is taking longer.
attract-title = { -offer }
    .short = { -offer-short }
    .note = Have your { -card } and its 4-digit PIN ready.
    .note-short = Card and PIN, please.
site-name = { -site-name }
    .short = { -site-city }

## Card

card-place = Place your { -card } on the reader
    .short = Put the card on the reader
    .note = Photo side up. Leave it there until we say so.
    .note-short = Photo side up.
    .speech = Place your card on { -place-card-say }.
card-reading = Reading your card
    .note = Do not move it.
    .speech = Reading.
card-place-again = Cannot read it
    .note = Lift it and lay it flat again.
    .note-short = Place it again.
    .speech = I cannot read it. Lift it, and lay it flat on the tray again.
    .aloud = Please place the card again.
card-several = Place one card only
    .speech = There is more than one card. Take yours out of its case and place it alone.
    .aloud = Please place one card only.
card-other-kind = We cannot use this card
    .short = Wrong kind of card
    .note = Please use a { -card }.
    .note-short = Use a My Number Card.
    .speech = This is not a My Number Card. Place another card.
    .aloud = Please place your My Number Card.
card-licence = This is a driving licence
    .short = A driving licence
    .note = Please use a { -card }.
    .note-short = Use a My Number Card.
    .speech = This is a driving licence. Take it, and place your My Number Card.
    .aloud = Please place your My Number Card.
card-transport = This is a transit card
    .short = A transit card
    .note = Please use a { -card }.
    .note-short = Use a My Number Card.
    .speech = This is a transit card. Take it, and place your My Number Card.
    .aloud = Please place your My Number Card.
card-resident-old = Juki cards have ended
    .short = Juki card ended
    .note = Please use a { -card }. You can get one at { -place-reset }.
    .note-short = Use a My Number Card.
    .speech = This is a Juki card. These ended in 2025. Take it, and place your My Number Card. You can get one at { -place-reset }.
    .aloud = Please place your My Number Card.
card-facial = The PIN of this card cannot be used
    .short = PIN not usable
    .note = A face recognition card cannot be used here. Please ask at { -counter }.
    .note-short = Ask at the counter.
    .speech = This is a face recognition card, without a usable PIN. Please ask at { -counter }. Take your card.
    .aloud = Please take your card.
card-moved = The card moved
    .note = Place it again. Nothing was charged.
    .note-short = Place it again.
    .speech = The card moved. Place it again. Nothing was charged.
    .aloud = Please place the card again.
card-remove = Take your card
    .note = Your PIN is right. Take the card to go on.
    .note-short = Then we go on.
    .speech = Checked. Take your card.
    .aloud = Please take your card.
card-remove-first = Take your card
    .note = Take the card to go on.
    .note-short = Then we go on.
    .speech = Take your card, and we go on.
card-take = Take your card
    .speech = Please take your card.
    .aloud = Please take your card.
card-left-alarm = Your card is still here
    .short = Take your card
    .speech = Your card is still here. Please take it.
    .aloud = Your card is still here.
card-left-staff = Your card is still here
    .short = Take your card
    .note = We have called { -staff }.
    .speech = Your card is still here. Staff have been called.
    .aloud = Your card is still here.
card-revoked = This card cannot be used now
    .short = The card is not usable
    .note = Please ask at { -place-reset }.
    .note-short = Ask your city office.
    .speech = This card cannot be used now. Please ask at { -place-reset }. Take your card.
    .aloud = Please take your card.
card-suspended = This card is on hold
    .note = Found it again? Ask at { -place-reset }.
    .note-short = Ask your city office.
    .speech = This card is suspended. If you have found it again, { -place-reset } can lift that. Take your card.
    .aloud = Please take your card.
certificate-missing = The card has no digital certificate
    .short = No ID on the card
    .note = Get one at { -place-reset }.
    .note-short = Ask your city office.
    .speech = The card has no digital certificate for sign-in. You can get one at { -place-reset }. Take your card.
    .aloud = Please take your card.
certificate-expired = The digital certificate has expired
    .short = Digital ID has expired
    .note = Renew it free of charge at { -place-reset }.
    .note-short = Ask your city office.
    .speech = The digital certificate on the card has expired. You can renew it free of charge at { -place-reset }. Take your card.
    .aloud = Please take your card.
card-too-new = The card works from the day after you received it
    .short = It works from the next day
    .note = Please come tomorrow.
    .speech = You can use the card from the day after you received it. Please come tomorrow. Take your card.
    .aloud = Please take your card.
holder-too-young = For people aged 15 and over
    .short = For age 15 and over
    .note = Please ask at { -counter }.
    .note-short = Ask at the counter.
    .speech = This machine is for people aged 15 and over. { -counter } can help you. Take your card.
    .aloud = Please take your card.
revocation-unknown = Your card cannot be checked now
    .short = Cannot check it now
    .note = Nothing was charged. Use { -counter }.
    .note-short = Ask at the counter.
    .speech = Your card cannot be checked now. Nothing was charged. Use { -counter }, or try again later. Take your card.
    .aloud = Please take your card.

## PIN

pin-enter = Enter your 4-digit PIN
    .short = Your PIN
    .note = You chose it when you received the card. No digit is shown or spoken.
    .note-short = No digit is shown.
    .speech = Enter your 4-digit PIN, then { -ok-say }.
    .aloud = Please enter your PIN.
pin-digit-taken = Digit { $count }
    .speech = { $count } in.
pin-digit-erased = One digit erased
pin-short = Enter 4 digits
    .speech = { $count ->
        [0] No digits so far. Enter 4
        [1] Only 1 digit so far. Enter 3 more
        [2] Only 2 digits so far. Enter 2 more
       *[3] Only 3 digits so far. Enter 1 more
    }, then { -ok-say }.
    .aloud = Please enter 4 digits.
pin-checking = Checking
    .short = One moment
pin-wrong = Wrong PIN. { $left ->
        [one] 1 try left
       *[other] { $left } tries left
    }
    .short = Wrong PIN
    .note = Leave the card where it is.
    .note-short = Leave the card.
    .speech = Wrong PIN. You have { $left ->
        [one] 1 try
       *[other] { $left } tries
    } left. Enter 4 digits again, then { -ok-say }.
    .aloud = Please enter it again.
pin-wrong-last = Wrong PIN. 1 try left. One more mistake locks it
    .short = Wrong PIN
    .note = Leave the card where it is.
    .note-short = Leave the card.
    .speech = Wrong PIN. You have one try left. One more mistake locks it. To stop, press { -stop-say }. To try, enter 4 digits, then { -ok-say }.
    .aloud = Please enter it again.
pin-last-before = Only 1 try left. A mistake locks it
    .short = Only 1 try left
    .note = Not sure of it? Stop, and ask at { -place-reset }.
    .note-short = Leave the card.
    .speech = This PIN has one try left. A mistake locks it. To stop, press { -stop-say }. To try, enter 4 digits, then { -ok-say }.
    .aloud = Please enter your PIN.
pin-left = Enter your PIN. { $left ->
        [one] 1 try left
       *[other] { $left } tries left
    }
    .short = Enter your PIN
    .note = Leave the card where it is.
    .note-short = Leave the card.
    .speech = This PIN has { $left ->
        [one] 1 try
       *[other] { $left } tries
    } left. Enter 4 digits, then { -ok-say }.
    .aloud = Please enter your PIN.
pin-unknown = Your PIN was not checked
    .short = PIN not checked
    .note = Place it again to see if this try was counted.
    .note-short = Place it again.
    .speech = The connection was lost. This try may have been counted. Take it off and place it again, and you hear how many tries are left.
    .aloud = Please place it again.
pin-unknown-fault = Your PIN was not checked
    .short = PIN not checked
    .note = The machine failed. We do not know if this try was counted. Next time, you are told if it was.
    .note-short = It failed. See next time.
    .speech = The machine failed. If this try was counted, you are told next time. Nothing was charged. Take your card or phone.
    .aloud = Please take your card or phone.
pin-blocked = The PIN is locked
    .note = Reset it at { -place-reset }. Bring the card and another proof of identity.
    .note-short = Ask your city office.
    .speech = The PIN is locked. Take your card, and bring it with another proof of identity to { -place-reset }. There you can reset it.
    .aloud = Please take your card.
pin-tries = { $left ->
        [one] 1 try
       *[other] { $left } tries
    } left
pin-consequence = Three mistakes in a row lock this PIN.
    .short = 3 lock it.
pin-consequence-last = One more mistake locks the PIN. Then ask at { -place-reset }.
    .short = Next: locked

## Phones

phone-stay = Leave the phone where it is.
    .short = Leave the phone.
phone-moved = The phone moved
    .note = Place it again. Nothing was charged.
    .note-short = Place it again.
    .speech = The phone moved. Place it again. Nothing was charged.
    .aloud = Please place it again.
phone-remove = Take your phone
    .note = Your PIN is right. Take the phone to go on.
    .note-short = Then we go on.
    .speech = Checked. Take your phone.
    .aloud = Please take your phone.
phone-take = Take your phone
    .speech = Please take your phone.
    .aloud = Please take your phone.
phone-left-alarm = Your phone is still here
    .short = Take your phone
    .speech = Your phone is still here. Please take it.
    .aloud = Your phone is still here.
phone-left-staff = Your phone is still here
    .short = Take your phone
    .note = We have called { -staff }.
    .speech = Your phone is still here. Staff have been called.
    .aloud = Your phone is still here.
phone-refused = This phone cannot be used now
    .short = Not usable now
    .note = Check it in the Mynaportal app. Your { -card } may still work.
    .note-short = Use the Mynaportal app.
    .speech = This phone cannot be used now. Check it in the Mynaportal app. Your My Number Card may still work. Take your phone.
    .aloud = Please take your phone.
phone-pin-enter = Enter the 4-digit PIN of your phone
    .short = Phone PIN
    .note = You chose it when the certificate was put on the phone. Leave the phone where it is.
    .note-short = Leave the phone.
    .speech = Leave the phone where it is. Enter the 4-digit PIN of its certificate, then { -ok-say }.
    .aloud = Please enter your PIN.
phone-pin-wrong-last = Wrong PIN. 1 try left. One more mistake locks it
    .short = Wrong PIN
    .speech = Wrong PIN. You have one try left. One more mistake locks it. To stop, press { -stop-say }. To try, enter 4 digits, then { -ok-say }.
    .aloud = Please enter it again.
phone-pin-last-before = Only 1 try left. A mistake locks it
    .short = Only 1 try left
    .speech = The PIN of your phone has one try left. A mistake locks it. To stop, press { -stop-say }. To try, enter 4 digits, then { -ok-say }.
    .aloud = Please enter your PIN.
phone-pin-consequence-last = One more mistake locks the PIN. The Mynaportal app can reset it.
    .short = Next: locked
phone-pin-blocked = The PIN of your phone is locked
    .short = Phone PIN locked
    .note = The Mynaportal app can reset it. You can also use your { -card }.
    .note-short = Use the Mynaportal app.
    .speech = The PIN of your phone is locked. The Mynaportal app can reset it. Your My Number Card works too. Take your phone.
    .aloud = Please take your phone.

## Certificates

certificate-choose = Which certificate?
    .short = Which paper?
    .note = For people registered in { -site-city }.
    .speech = { $count ->
        [one] There is 1 certificate.
       *[other] There are { $count } certificates.
    }
    .aloud = Please choose a certificate.
certificate-residence = Residence record
    .short = Residence
    .speech = Residence record
certificate-seal = Seal registration
    .short = Seal
    .speech = Seal registration
certificate-family-all = Family register, all
    .short = Family, all
    .speech = Family register, all
certificate-family-one = Family register, one
    .short = Family, one
    .speech = Family register, one person
certificate-supplementary = Address history
    .short = History
    .speech = Address history
certificate-tax = Income and tax
    .short = Tax
    .speech = Tax certificate
person-choose = For whom?
    .note = Only you, or the whole household.
    .note-short = You, or all.
    .aloud = Please choose.
person-self = Only me
person-household = Whole household
    .short = All of us
    .speech = The whole household
items-none = None
    .confirm = without relationship or domicile
items-relation = Relationship
    .short = Relation
    .speech = Relationship only
    .confirm = with relationship, without domicile
items-domicile = Domicile
    .speech = Domicile only
    .confirm = with domicile, without relationship
tax-year-choose = Choose the year
    .aloud = Please choose.
tax-year = { $era } { $year } (income of { $income-year })
    .short = { $era } { $year }
    .speech = { $era } { $year }
era-reiwa = Reiwa
copies-enter = How many copies?
    .short = Copies?
    .speech = For one copy, { -ok-say }. For more, the number, then { -ok-say }.
    .aloud = Please enter the number of copies.
copies-too-many = { $most } copies at most
    .speech = { $most } copies at most.
text-enter = Enter the letters
    .short = Letters
    .speech = Enter the letters. Press two keys for each letter. When done, press { -ok-say }.
text-two-keys = Press two keys for each letter.
order-sending = Asking your city
document-coming = Fetching your certificate
    .short = One moment
    .aloud = Please wait.
certificate-closed = { $certificate } is not available now
    .short = Not available now
    .note = Available from { $when }. You can choose another.
    .note-short = { $when }
    .speech = { $certificate } is not available now. It is available from { $when }. You can choose another certificate.
    .aloud = Please check the message, or use the handset.
certificate-withheld = This machine cannot issue it
    .short = Cannot issue it here
    .note = Please ask at { -counter }. Nothing was charged.
    .note-short = Ask at the counter.
    .speech = This machine cannot issue it. Nothing was charged. Please ask at { -counter }.
    .aloud = Please check the message, or use the handset.
certificate-too-young = There is an age limit for this one
    .short = Cannot issue it here
    .note = { -counter } can issue it. You can choose another.
    .note-short = Ask at the counter.
    .speech = There is an age limit for this certificate. { -counter } can issue it. You can choose another certificate.
    .aloud = Please check the message, or use the handset.
seal-not-registered = No seal is registered
    .short = No seal on record
    .note = You can register one at { -counter }.
    .note-short = Ask at the counter.
    .speech = No seal is registered. You can register one at { -counter }.
    .aloud = Please check the message, or use the handset.
family-not-linked = Your family register is kept elsewhere
    .short = Not kept here
    .note = Please ask the city of your permanent domicile.
    .note-short = Ask that city.
    .speech = Your family register is kept by another city. To use it here, first register with the city of your permanent domicile. Please ask that city's office.
    .aloud = Please check the message, or use the handset.
family-changing = The register is being updated
    .short = Being updated
    .note = Please try again in a few days. In a hurry? Ask at { -counter }.
    .note-short = Try in a few days.
    .speech = The register is being updated. Please try again in a few days. If you are in a hurry, ask at { -counter }.
    .aloud = Please check the message, or use the handset.
tax-not-found = There is no tax record
    .short = No tax record
    .note = It needs a tax return. Please ask at { -counter }.
    .note-short = Ask at the counter.
    .speech = There is no tax record for you. It can be issued once a tax return is filed. Please ask at { -counter }.
    .aloud = Please check the message, or use the handset.
text-too-long = This machine cannot issue it
    .short = Cannot issue it here
    .note = The text does not fit the form. Ask at { -counter }.
    .note-short = Ask at the counter.
    .speech = The name or address is too long for this machine. { -counter } can issue it.
    .aloud = Please check the message, or use the handset.
city-not-joined = Your city does not offer this
    .short = Not for your city yet
    .note = Please use your city office.
    .speech = Your city does not offer this service. Please use your city office.
    .aloud = Please check the message, or use the handset.
certificate-residence-note = Juminhyo: where you live now
    .short = Juminhyo
    .speech = It shows where you live now.
certificate-seal-note = Inkan: your registered seal
    .short = Inkan shomei
    .speech = It certifies your registered seal.
certificate-family-all-note = Koseki tohon: the whole family
    .short = Koseki tohon
    .speech = The family register of the whole family.
certificate-family-one-note = Koseki shohon: one person
    .short = Koseki shohon
    .speech = The family register of one person.
certificate-supplementary-note = Fuhyo: where you have lived
    .short = Koseki fuhyo
    .speech = It shows where you have lived.
certificate-tax-note = Kazei: income and tax
    .short = Kazei shomei
    .speech = It shows your income and tax.
items-several = What should it show?
    .note = Choose only what you need. The office that wants it can tell you.
    .note-short = Only what you need.
    .speech = What should it show?
    .aloud = Please choose.
items-several-supplementary = What should it show?
    .note = Choose it only if you need it. The office that wants it can tell you.
    .note-short = Only if you need it.
    .speech = What should it show?
    .aloud = Please choose.
item-relation = Relationship to head
    .short = Relation
    .speech = Relationship
item-domicile = Permanent domicile
    .short = Domicile
    .speech = Domicile
items-relation-domicile = Both
    .confirm = with relationship and domicile
copies-note = { $most } at most.
    .speech = { $most } copies at most.
copies-count = { $copies ->
        [one] 1 copy
       *[other] { $copies } copies
    }
order-check = Apply for this?
    .short = Apply now?
    .note = You pay next.
    .speech = To apply for this, { -ok-say }. To change, { -back-say }.
    .aloud = Please check the details.
row-certificate = Certificate
    .short = Paper
row-year = Year
row-whom = For
row-items = Shows
row-copies = Copies
row-fee = Fee
certificate-closed-today = { $certificate } is not available now
    .short = Not available now
    .note = Ask at { -counter }, or choose another.
    .note-short = Ask at the counter.
    .speech = { $certificate } is not available now. Please ask at { -counter }, or choose another certificate.
    .aloud = Please check the message, or use the handset.

## Paying

pay-insert-cash = Insert the money
    .note = Coins and ¥1,000 notes. Stop gives your money back.
    .note-short = Stop gives it back.
    .speech = Put the money into { -place-coin }.
    .aloud = Please insert the money.
pay-cash-added = ¥{ $due } to go
    .short = ¥{ $due } due
    .speech = { $due } yen to go.
pay-done = Paid
pay-change-take = Take your change, ¥{ $change }
    .short = Change: ¥{ $change }
    .speech = Your change is { $change } yen, in the tray.
    .aloud = Please take your change.
pay-exact-only = There is no change. Insert exactly ¥{ $due }
    .short = Exactly ¥{ $due }, please
    .speech = There is no change. Insert exactly { $due } yen.
    .aloud = Exact money only, please.
pay-refunded = ¥{ $fee } returned
    .short = ¥{ $fee } is back
    .note = It is in the tray.
    .speech = { $fee } yen has been returned. It is in the tray.
    .aloud = Your money has been returned.
restart-returned = ¥{ $yen } was returned
    .short = ¥{ $yen } is back
    .note = The machine had stopped, so nothing was issued. Your number is { $ticket }.
    .note-short = Number { $ticket }
    .speech = The machine had stopped, and nothing was issued. { $yen } yen is in the tray. Your number is { $ticket }.
    .aloud = Your money was returned.
restart-printed = Your certificate has come out
    .short = Take your paper
    .note = The machine had stopped once. Please take every sheet. Your number is { $ticket }.
    .note-short = Number { $ticket }
    .speech = The machine had stopped once, but your certificate has come out. Please take every sheet. Your number is { $ticket }.
    .aloud = Please take your paper.
pay-unknown = We are checking the payment
    .short = We look into it
    .note = We have called { -staff }. Please do not pay again.
    .note-short = Staff are coming.
    .speech = We are checking whether you have paid. Please do not pay again. Staff are coming.
    .aloud = Staff are coming. Please wait.
pay-owed = You will get ¥{ $yen } at the counter
    .short = ¥{ $yen }: counter
    .note = The machine cannot give it. Take the refund slip to { -counter }.
    .note-short = Take the slip there.
    .speech = The machine cannot give you { $yen } yen. Take the refund slip from { -place-receipt } to { -counter }.
    .aloud = Please take the refund slip.
pay-owed-number = You will get ¥{ $yen } at the counter
    .short = ¥{ $yen }: counter
    .note = The machine cannot give it. Tell { -counter } your number, { $ticket }.
    .note-short = Counter: number { $ticket }
    .speech = The machine cannot give you { $yen } yen. Tell { -counter } your number, { $ticket }.
    .aloud = You get your money at the counter.
fee-none = Free of charge
pay-note = Stop gives your money back.
    .short = Stop gives it back.
    .speech = { -stop-say } gives it back.
pay-exact-note = There is no change. Insert the exact amount.
    .short = Exact money only.
    .aloud = Exact money only, please.
pay-paid = Inserted
    .short = Paid
pay-change-note = It is in the tray.

## Printing and taking

print-started = Printing
    .note = Please wait until it is done, about { $seconds } seconds.
    .note-short = About { $seconds } s
    .speech = Printing, about { $seconds } seconds.
    .aloud = Printing. Please wait.
print-progress = Printing { $page } of { $pages }
    .speech = Printing sheet { $page } of { $pages }.
    .aloud = Printing. Please wait.
paper-left-alarm = Paper is still here
    .short = Paper left
    .speech = Paper is still here. When taken, { -ok-say }.
    .aloud = Paper is still here. Please take it.
paper-left-staff = Paper is still here
    .short = Paper left
    .note = We have called { -staff }.
    .speech = Paper is still here. Staff have been called. When taken, { -ok-say }.
    .aloud = Paper is still here.
receipt-none = No receipt is possible
    .short = No receipt now
    .note = Tell { -counter } your number, { $ticket }.
    .note-short = Counter: number { $ticket }
    .speech = The receipt cannot be printed. Tell { -counter } your number, { $ticket }.
    .aloud = You get your receipt at the counter.
print-stopped = The printing stopped
    .short = Printing stopped
    .note = We have called { -staff }. Your payment is recorded.
    .note-short = Staff are coming.
    .speech = Printing stopped. Staff have been called. Your payment is recorded. Please keep the handset and wait.
    .aloud = Printing stopped. Staff are coming.
print-unknown = We are checking the printing
    .short = We look into it
    .note = We have called { -staff }. You will not be charged twice. Your number is { $ticket }.
    .note-short = Tell staff: { $ticket }
    .speech = Staff will check how many sheets came out. You will not be charged twice. Your number is { $ticket }.
    .aloud = Staff are coming. Please wait.
print-not-done = It was not printed
    .short = Not printed
    .note = ¥{ $fee } will be returned.
    .speech = It was not printed. { $fee } yen will be returned.
    .aloud = Your money will be returned.
wait-sheets = of { $total }
wait-sheet = Sheet { $sheet }
    .short = { $sheet }/{ $total }
wait-seconds = About { $seconds } s
    .speech = About { $seconds } seconds.
receipt-choose = Do you want a receipt?
    .short = Want a receipt?
    .aloud = Please choose.
receipt-yes = Yes, a receipt
    .short = Receipt
    .speech = Receipt
receipt-no = No receipt
    .short = None
hand-over = Take everything with you
    .short = Take it all
    .note = The button below stops the sound.
    .note-short = Then below.
    .speech = When taken, { -ok-say }.
    .aloud = Please take everything with you.
thing-certificate = Certificate
    .short = Paper
    .speech = The certificate is in { -place-paper }
thing-receipt = Receipt
    .speech = The receipt is in { -place-receipt }
sheets-count = { $sheets ->
        [one] 1 sheet
       *[other] { $sheets } sheets
    }
    .short = ×{ $sheets }

## Practice

practice-started = Practice. No real certificate comes out
    .short = Practice
    .speech = This is practice. Nothing is charged, and no real certificate comes out.
    .aloud = This is practice.
practice-reminder = Practice
practice-band = Practice: no money is taken, no real certificate comes out.
    .short = Practice: nothing real
    .aloud = This is practice.
practice-without-card = Practise without a card
    .short = Practise
    .speech = To practise: 1.
practice-pay = Practice: do not insert money
    .short = No money
    .speech = This is practice: no money.
practice-ended = End of practice
    .note = The sample sheet proves nothing.
    .note-short = The sample proves nothing.
    .speech = End of practice. The sheet marked as a sample cannot be used as a certificate.
    .aloud = End of practice.
practice-pin = Enter four digits, not your real PIN
    .short = Not your real PIN
    .note = Do not enter your real PIN.
    .note-short = Not your real PIN.
    .speech = Do not enter your real PIN. Press 1 four times, then { -ok-say }.
    .aloud = This is practice.
practice-not-printed = Cannot print now
    .short = No print
    .note = You can go on practising.
    .note-short = Please go on.
    .speech = It cannot be printed now. You can go on practising.
    .aloud = It cannot be printed now.

## When it cannot be used

service-closed = Closed now
    .note = Open again from { $when }. Nothing was charged.
    .note-short = { $when }
    .speech = It is closed now. Nothing was charged. It opens again from { $when }.
    .aloud = It is closed now.
service-closed-now = Closed now
    .note = Please come back in opening hours. Nothing was charged.
    .note-short = Come in open hours.
    .speech = It is closed now. Nothing was charged. Please come back in opening hours.
    .aloud = It is closed now.
service-closing-soon = Closes in { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }
    .note = Apply by { $time } and you will get it.
    .note-short = Apply by { $time }
    .speech = This closes in { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }. Apply by { $time } and you will get it.
service-closed-midway = It is past closing time
    .short = Closed now
    .note = Nothing was charged. Please come back in opening hours.
    .note-short = Nothing was charged.
    .speech = It is past closing time. Nothing was charged. Please check that you have your card, and come back in opening hours.
    .aloud = It is closing time.
out-of-order = Out of order
    .speech = This machine is out of order. Please use { -counter }.
    .aloud = This machine is out of order.
line-down = The city office cannot be reached now
    .short = No line to the office
    .note = Please try later. Nothing was charged.
    .note-short = Please try later.
    .speech = The city office cannot be reached now. Nothing was charged. Please try again later.
    .aloud = This cannot be used now.
fault-midway = Something went wrong
    .short = We have a fault
    .note = We have called { -staff }. What you did so far is recorded.
    .note-short = Staff are coming.
    .speech = Something went wrong with the machine. Staff have been called. What you did so far is recorded.
    .aloud = Staff are coming. Please wait.
closed-note = You can { -offer-elsewhere } at { -counter-place }.
    .short = Please go to the counter.
    .aloud = Please use the counter.
closed-hours = Counter
    .short = Open
closed-hours-value = { -counter-hours }
    .speech = { -counter-hours-say }
closed-phone = Phone
    .short = Tel.
closed-phone-value = { -counter-phone }
closed-ear = { -counter-hours }, { -counter-phone }
    .speech = The counter is open from { -counter-hours-say }. The phone number is { -counter-phone }.
staff-prompt = In use by staff
    .speech = In use by staff. Please hang up.
closed-for-check = Closed for a check
    .short = Closed
    .note = Please use { -counter }.
    .note-short = Please use the counter.
    .speech = It is being checked. Please use { -counter }.
    .aloud = This machine is out of order.
closed-for-paper = Closed while paper is refilled
    .short = Closed
    .note = Please use { -counter }.
    .note-short = Please use the counter.
    .speech = Paper is being refilled. Please use { -counter }.
    .aloud = This machine is out of order.
closed-for-cash = Not ready yet
    .short = Closed
    .note = Please use { -counter }.
    .note-short = Please use the counter.
    .speech = It is not ready yet. Please use { -counter }.
    .aloud = This machine is out of order.
closed-for-line = The line is down
    .short = Line down
    .note = Please use { -counter }.
    .note-short = Please use the counter.
    .speech = The line is down. Please use { -counter }.
    .aloud = This machine is out of order.
closed-for-event = Closed today
    .short = Closed
    .note = Please use { -counter }.
    .note-short = Please use the counter.
    .speech = It is closed today. Please use { -counter }.
    .aloud = This machine is out of order.

## To operators: fault and action (never a visitor's name)

paper-low = { $device }: paper low. Refill
paper-out = { $device }: out of paper. Load A4 and push the tray fully in
paper-jam = { $device }: paper jam. Open the cover, pull the paper out slowly. Keep it, count the sheets, enter them under Settle
cover-open = { $device }: cover open. Close it
tray-open = { $device }: tray out. Push it fully in
toner-low = Toner low. Have a spare ready
toner-out = Toner empty. Replace
receipt-paper-low = Receipt roll low. Replace when the red line shows
receipt-paper-out = Receipt roll empty. Replace, print side up
printer-offline = Printer does not answer. Check power and cable. If not back in 3 minutes, call maintenance
cash-full = Cash box full. Collect
change-low = Change low (¥{ $coin }). Refill
change-out = Out of change (¥{ $coin }). Until refilled, exact money only
coin-jam = Coin jam. Press the return lever; if that fails, open the slot
note-jam = Note jam. ¥{ $yen } is inside. Open and count
reader-offline = Card reader does not answer. Unplug the USB and plug it in again
card-left-behind = A card was left. Keep it, do not examine it, follow the lost-property rule
keypad-stuck = Key “{ $key }” is stuck. Remove what is under it
handset-fault = The handset is out of use
    .short = Handset out
    .note = Check its cables. Visitors are told it is unavailable
    .note-short = Check its cables
keypad-fault = The keypad is out of use
    .short = Keypad out
    .note = Check its cable, and look for a stuck key
    .note-short = Check its cable
speaker-fault = No sound from the loudspeaker
    .short = Speaker out
    .note = Check its cable and power
hook-stuck = The handset is off its hook for { $minutes } min
    .short = Handset off hook
    .note = Hang it up
network-down = No line for { $minutes } min. Check the router's power
central-refused = The centre refuses this terminal. Check its enrolment ({ $code })
clock-wrong = The clock is { $seconds } s off. Check the line
storage-low = { $percent } % of storage left. Call maintenance
storage-failing = The SD card is wearing out. Replace within { $days ->
        [one] 1 day
       *[other] { $days } days
    }
power-low = Low voltage. Is it the supplied power unit?
heat-high = { $degrees } °C. Clear dust from the vents
terminal-certificate-expiring = The terminal's certificate expires in { $days ->
        [one] 1 day
       *[other] { $days } days
    }. Renew it
update-waiting = Update ready. It installs itself at { $opens }
update-failed = Update failed. Running the version before
job-unknown = No. { $ticket }: sheets printed unknown. Count the paper and choose
job-decided = No. { $ticket }: recorded as “{ $outcome }”
staff-call-kiosk = Staff call: { $site }
device-recovered = { $device } is back
self-test-passed = Self-test: all good
self-test-failed = Self-test: { $count ->
        [one] 1 problem
       *[other] { $count } problems
    }. See the list

## The operator's menu (opened by staff's card)

staff-menu = Operator
    .short = Menu
staff-doubts = To settle: { $count }
    .short = Settle: { $count }
staff-paper = Paper
staff-cash = Count cash
    .short = Cash
staff-close = Day close
staff-close-empty = Nothing since the last close
    .short = Nothing new
staff-journal = Print the journal
    .short = Journal
staff-service-off = Out of order
    .short = Close
staff-service-on = Back in service
    .short = Reopen
staff-service-open = Reopen
staff-service-opened = Back in service
    .short = Reopened
staff-service-closed = Out of order. This card reopens it
    .short = Out of order
staff-reason = Reason
staff-reason-choose = Why
staff-reason-check = Inspection
    .short = Check
staff-reason-paper = Paper refill
    .short = Paper
staff-reason-cash = Cash
staff-reason-line = Line
staff-reason-event = Event
staff-number = { $count }
staff-later = Later
staff-write = Write down
    .short = Write
staff-written = Written down
    .short = Written
staff-paper-filled = Filled with
    .short = Filled
staff-paper-used = Printed since
    .short = Printed
staff-paper-left = Left
staff-paper-fill = Refilled
staff-paper-enter = Sheets in the tray now
    .short = Sheets now
staff-cash-last = Left last time
    .short = Before
staff-cash-taken = Taken in
    .short = In
staff-cash-given = Given out
    .short = Out
staff-cash-due = Should be
    .short = Due
staff-cash-count = Counted
staff-cash-enter = Yen counted
    .short = Counted
staff-cash-left-enter = Yen left in the box
    .short = Yen left
staff-cash-counted = Counted
staff-cash-difference = Difference
    .short = Diff.
staff-cash-left = Left in the box
    .short = Left
doubt-print = { $number }: Did it all come out?
    .short = { $number }: Out?
doubt-print-what = { $at } { $ticket }. Known: { $out } of { $sheets }
    .short = { $ticket }. Out: { $out }
doubt-print-done = All came out
    .short = Came out
doubt-print-not-done = Not usable
    .short = Not
doubt-give = { $number }: Was ¥{ $yen } given back?
    .short = { $number }: ¥{ $yen } given?
doubt-give-what = { $at } { $ticket }. ¥{ $yen }
    .short = { $ticket }. ¥{ $yen }
doubt-give-done = Given
doubt-give-not-done = Not given
    .short = Not
doubt-charge = { $number }: Was it paid?
    .short = { $number }: Paid?
doubt-charge-what = { $at } { $ticket }. ¥{ $inserted } of ¥{ $yen }
    .short = { $ticket }. ¥{ $inserted }
doubt-charge-done = Paid
doubt-charge-not-done = Not paid
    .short = Not
doubt-owed = { $number }: ¥{ $yen } is owed
    .short = { $number }: ¥{ $yen }
doubt-owed-what = { $at } { $ticket }. ¥{ $yen }
    .short = { $ticket }. ¥{ $yen }
doubt-owed-done = Paid by hand
    .short = Paid
doubt-owed-not-done = Nobody's
    .short = None
doubt-other = { $number }: Did it happen?
    .short = { $number }: Done?
doubt-other-what = { $at } { $ticket }
    .short = { $ticket }
doubt-other-done = It did
    .short = Yes
doubt-other-not-done = It did not
    .short = No
doubt-answer = Answer
staff-doubts-left = Left to settle: { $count }
    .short = Left: { $count }
staff-close-verb = Close the day
    .short = Close
staff-closed = Day close { $number } is done
    .short = Close { $number } done
staff-closed-no-slip = Day close { $number } is done. No slip
    .short = { $number } done, no slip
staff-sum-orders = Orders
staff-sum-copies = Copies
staff-sum-sheets = Sheets
staff-sum-inserted = Taken in
    .short = In
staff-sum-fees = Fees
staff-sum-change = Change
staff-sum-refunds = Refunds
staff-sum-owed = Owed
staff-sum-doubtful = In doubt
    .short = Doubt
staff-sum-forgone = Nobody's
    .short = None
staff-sum-open = To settle
    .short = Open
staff-day-today = Today
staff-day-yesterday = Yesterday
    .short = 1 day ago
staff-day-before = Two days ago
    .short = 2 days ago
staff-printing = Printing
staff-printed = Printed
staff-not-printed = Not printed
    .short = No print

## Bus: to riders (on screen; the loudspeaker takes 1.2 s at most and says neither balance nor reason)

ride-idle = Hold your card here
    .note = { -ride-passes }
    .speech = Hold your card here.
ride-line = Line { $number }　{ $place }
    .short = { $number }　{ $place }
ride-next = Next: { $place }
    .speech = Next, { $place }.
ride-here = Now at { $place }
    .speech = This is { $place }.
ride-costs = Fare { $fare }
    .speech = The fare is { $fare }.
ride-sign-again = Once more
ride-accepted = Welcome
    .speech = Welcome.
ride-free = Welcome
    .note = No fare
    .speech = Welcome.
ride-alighted = Thank you
    .speech = Thank you.
ride-already-touched = Go ahead
    .note = Already read
    .speech = All done.
ride-renew-soon = Welcome
    .note = Renew by { $until }
    .speech = Welcome.
ride-hold-again = Hold the card still for a moment
    .short = Hold it still
    .speech = Once more, please.
ride-one-card = Hold up one card only
    .short = One card only
    .speech = One card only.
ride-points-short = ¥{ $due } more
    .note = Not enough points: please pay in cash.
    .speech = Please see the driver.
ride-pass-expired = Your pass has expired
    .note = Please pay the fare today.
    .speech = Please see the driver.
ride-pass-unknown = Not registered
    .note = Please pay the fare.
    .speech = Please see the driver.
ride-pass-stopped = This card cannot be used
    .short = Cannot be used
    .note = Please pay the fare.
    .speech = Please see the driver.
ride-phone-pin = This phone cannot be read
    .short = Phone not readable
    .note = It would need its PIN. Please use a card.
    .speech = Please use a card.
ride-not-today = Not valid today
    .note = Please pay the fare.
    .speech = Please see the driver.
ride-other-area = Not valid on this line
    .note = Please pay the fare.
    .speech = Please see the driver.
ride-boarding-missing = No boarding on record
    .short = No boarding record
    .note = Please tell the driver where you got on.
    .speech = Please see the driver.
ride-fare-asked = Please ask the driver for the fare
    .short = Ask for the fare
    .note = The driver decides what it is.
    .speech = Please see the driver.
ride-fare = ¥{ $yen }
    .speech = { $yen } yen
ride-due = ¥{ $yen }
    .note = to pay in cash
    .speech = { $yen } yen
ride-fare-points = { $points ->
        [one] { $points } point
       *[other] { $points } points
    }
    .note = used
ride-pay-cash = You can ride for ¥{ $due } in cash.
    .speech = You can ride for { $due } yen in cash.
ride-points-left = Points left { $points }
    .short = Left { $points }
ride-rides-left = Rides left { $rides }
ride-tap-again = Hold your card here again when you get off.
    .short = Again when you get off
validator-out-of-order = This reader is out of order
    .short = Out of order
    .note = Please show the driver your card.
    .speech = Please show the driver your card.
ride-sign-closed = Closed
place-name = { $name }

## Bus: to the driver (on screen, never spoken)

driver-home = The driver's screen
driver-on-board = On board { $count }
    .short = { $count }
driver-online = Online
driver-line-down = No line
driver-list-age = List { $days ->
        [0] today
       *[other] { $days } d old
    }
driver-list-none = No list
driver-queue = Unsent { $count }
driver-nobody-yet = Nobody yet
driver-key-void = Take back
    .short = Undo
driver-key-attendant = Carer
driver-key-cash = Cash rider
    .short = Cash
driver-key-ic = IC rider
    .short = IC
driver-key-stop = Stops
driver-key-state = Machine
    .short = State
driver-key-trip = Change the trip
    .short = Trip
driver-key-sound = Sound
driver-key-group = Group
driver-key-back = Back
driver-fare-enter = Enter the fare
driver-fare-choose = Which fare is it?
    .short = Which fare?
driver-attendants = { $count }
driver-attendants-choose = How many carers?
    .short = Carers
driver-group = { $count }
driver-group-choose = How many in the group?
    .short = In the group
driver-counted = Counted { $count }
driver-void-ride = Take back the last rider?
    .short = Undo the last?
driver-void-nothing = No rider to take back
    .short = None to undo
driver-ride-voided = Taken back
driver-stop-choose = Which stop is this?
    .short = Which stop?
driver-stop-missing = No trip has begun
driver-trip-choose = Choose the trip
    .short = Which trip?
driver-trip-none = No trip to choose
driver-trip-option = { $time }　{ $number }　{ $headsign }
    .short = { $time }　{ $headsign }
driver-state = The machine
    .short = Machine
driver-state-rows = On board { $on_board }. Cards not yet out { $open }. Unsent { $queue }.
    .short = On board { $on_board }. Unsent { $queue }.
driver-sound-choose = How loud?
driver-sound-loud = Loud
driver-sound-usual = Usual
driver-sound-soft = Soft
driver-pass-ok = Valid
driver-pass-again = Held up again
driver-fare-needed = Fare ¥{ $due }
driver-pass-expired = Expired: ask for the fare
    .short = Expired: fare
driver-pass-unknown = Not registered: ask for the fare
    .short = Unknown: fare
driver-pass-stopped = Stopped card: ask for the fare, do not keep it
    .short = Stopped: fare
driver-look-only = Check by the photo
driver-list-old = List { $days } days old: tell the depot
    .short = List { $days } d old
driver-validator-fault = Reader failed: check by eye
    .short = Reader failed
driver-exit-validator-fault = Exit reader failed: check by eye
    .short = Exit reader failed
driver-list-missing = No list: cash only
driver-beeper-fault = No sound
driver-position-fault = Position unknown: set stops by hand
    .short = Set stops by hand

## The row below (always the same six) and the keys on the screen

rail-stop = Stop
rail-back = Back
rail-language = Language
    .short = Lang.
rail-sight = View
rail-voice = Voice
rail-help = Help
pad-erase = Erase
    .short = Del.
pad-ok = Enter
    .short = OK
several-on = Show
    .short = On
several-off = Hide
    .short = Off
yen-amount = ¥{ $yen }
    .speech = { $yen } yen

## Receipt (paper; the city's papers are in Japanese)

slip-title = Receipt
slip-terminal = Terminal { $terminal }
slip-each = ¥{ $fee } × { $copies }
slip-total = Total
slip-inserted = Inserted
slip-change = Change
slip-yen = ¥{ $yen }
slip-thanks = Not taxable. Thank you.
slip-refund-title = Refund slip
slip-refund-sum = Owed to you
slip-refund-where = Please take it to { -counter }.
slip-site = { -site-name }
slip-ticket = Number { $ticket }
slip-close-title = Day close
slip-journal-title = Journal of { $day }
slip-journal-note = Terminal { $terminal }, { $count } rows; no name and no number is recorded
slip-column-time = Time
slip-column-ticket = Ticket
slip-column-act = Act
slip-column-phase = Outcome
slip-column-yen = Yen
slip-column-fault = Fault
slip-phase-intent = begun
slip-phase-done = done
slip-phase-not_done = not done
slip-phase-unknown = unknown
slip-phase-note = note
slip-act-ordered = Order
slip-act-receipt_numbered = Receipt number
slip-act-cash_in = Cash in
slip-act-cash_returned = Returned for lack of change
slip-act-charge = Payment
slip-act-give = Cash out
slip-act-refund = Refund
slip-act-owed = Owed
slip-act-print = Print
slip-act-receipt = Receipt
slip-act-refund_slip = Refund slip
slip-act-outcome = Told to central
slip-act-outcome_untold = Not told to central
slip-act-gate_shut = Print gate shut
slip-act-out_of_order = Out of order
slip-act-staff_came = Operator
slip-act-staff_print = Journal printed
slip-act-staff_slip = Slip of a day close
slip-act-paper_filled = Paper filled
slip-act-cash_counted = Cash counted
slip-act-day_closed = Day close
slip-sample-title = Sample (practice)
slip-sample-note = From practice; proves nothing.
slip-sample-mark = SAMPLE
slip-sample-row-certificate = Certificate
slip-sample-row-name = Name
slip-sample-row-address = Address
slip-sample-row-copies = Copies
slip-sample-person = Hanako Mihon
slip-sample-place = 1 Mihon-cho, Mihon City

## Passes for riders

step-pass = Choose a pass
step-link = Link a card
pass-choose = Which pass?
    .note = Discounts and points for buses.
    .note-short = For buses.
    .speech = { $count ->
        [one] There is 1 pass for buses.
       *[other] There are { $count } passes for buses.
    }
    .aloud = Please choose.
pass-name = Bus pass
pass-held = You have it
pass-not-now = Not now
    .speech = It cannot be had now.
pass-points = { $points } points
    .short = { $points } pt
pass-rides = { $rides } rides
pass-day = { $year }-{ $month }-{ $day }
    .speech = year { $year }, month { $month }, day { $day }
pass-age = There is an age limit
    .short = Wrong age
    .note = You can choose another.
    .aloud = Please check the message, or use the handset.
pass-age-from = Not yet: there is an age limit
    .short = Not yet
    .note = You can apply from { $day }.
    .note-short = { $day } on
    .speech = There is an age limit. You can apply from { $day }.
    .aloud = Please check the message, or use the handset.
pass-not-resident = For people who live in { -site-city }
    .short = City people only
    .note = You can choose another.
    .note-short = Others are open.
    .aloud = Please check the message, or use the handset.
pass-papers = Papers are needed
    .short = Please see staff
    .note = Apply at { -counter }. Bring your handbook or other papers.
    .note-short = Ask at the counter.
    .speech = Papers are needed. Apply at { -counter }. Bring your handbook or other papers.
    .aloud = Please check the message, or use the handset.
pass-chosen = You chose another pass this year
    .short = Chosen: another
    .note = The time to change it is over.
    .note-short = It is too late.
    .aloud = Please check the message, or use the handset.
pass-closed = Not offered now
    .note = You can choose another.
    .aloud = Please check the message, or use the handset.
pass-none = There is no pass to apply for
    .short = No pass for you
    .note = { -counter } can tell you more.
    .note-short = Ask at the counter.
    .aloud = Please check the message, or use the handset.
pass-medium-choose = What will you hold up on the bus?
    .short = Hold up what?
    .note = You use that card on the bus.
    .aloud = Please choose.
pass-with-my_number = My Number Card
pass-with-felica = Transit IC card
    .short = IC card
    .speech = Transit I C card
pass-check = Apply for this?
    .short = Apply now?
    .note = It costs nothing.
    .speech = To apply for this, { -ok-say }. To change, { -back-say }.
    .aloud = Please check the details.
pass-change-check = Change the card? The old one ends
    .short = The old card ends
    .speech = The old card works on buses no more. To change, { -ok-say }. To go back, { -back-say }.
    .aloud = Please check the details.
button-change = Change
row-pass = Pass
row-medium = Card
row-gift = You get
row-until = Until
row-given-up = Replaces
pass-place-again = Put your card there again
    .short = Card again
    .note = It shows that it is no copy.
    .note-short = It is checked.
    .speech = Put your { -card } on { -place-card-say } once more. It shows that it is no copy.
    .aloud = Please put the card there again.
pass-place-transit = Put your bus card there
    .short = Bus card
    .note = Only its number is read.
    .note-short = Its number is read.
    .speech = Put the I C card for the bus on { -place-card-say }. Only its number is read.
    .aloud = Please put the card there.
pass-not-transit = This is no transit IC card
    .short = No transit card
    .note = Please take it off.
    .note-short = Take it off.
    .speech = This is no transit I C card. Please take it off.
    .aloud = Please take your card.
pass-other-card = This is not the first card
    .short = Not the first card
    .note = Please take it off.
    .note-short = Take it off.
    .aloud = Please take your card.
pass-lift = Take your card
    .note = Then it is linked.
    .speech = Take your card. Then it is linked.
    .aloud = Please take your card.
profile-pin-enter = Enter the 4-digit PIN for the card's text
    .short = Text PIN
    .note = Its name is 券面事項入力補助用.
    .note-short = No digit is shown.
    .speech = Enter the 4-digit PIN for the card's text, then { -ok-say }.
    .aloud = Please enter your PIN.
profile-pin-blocked = The PIN for the card's text is locked
    .short = PIN locked
    .note = Reset it at { -place-reset }.
    .note-short = Ask your city office.
    .aloud = Please take your card.
pass-pin-again = Enter the first PIN once more
    .short = First PIN
    .note = Then this card is linked.
    .note-short = To link it.
    .speech = To link this card, enter the first PIN once more, then { -ok-say }.
    .aloud = Please enter your PIN.
pass-sending = Linking the card
    .short = Linking
pass-done = Done: you have the pass
    .short = Done
    .note = It works on buses in about an hour.
    .note-short = Usable in an hour.
    .speech = Done. It works on buses in about an hour.
    .aloud = Done.
pass-card-taken = This card cannot be linked
    .short = Cannot be linked
    .note = Use another card, or ask at { -counter }.
    .note-short = Try another card.
    .aloud = Please check the message, or use the handset.
pass-practice = Practice: nothing is linked
    .short = Practice only
    .speech = This is practice. Nothing is linked.
    .aloud = This is practice.
pass-practice-ended = End of practice
    .note = Nothing was linked.
    .speech = End of practice. Nothing was linked.
    .aloud = End of practice.
