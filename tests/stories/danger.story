# The danger path (people.md 4 B): the card is the second message, the alert leaves at the third tap.

story: an alert leaves at the third tap, and each answer joins it
= first.welcome
> danger
= danger.card
? no case
> wake
= danger.d_may
? taps 3
? case alert T0
? alert T0
? consent alert yes
> any
? consent contact yes
> officials
= danger.d_where
? fact perpetrator security_forces
> HN
= danger.line_state
? fact country HN
? fact imminence now
? taps 6

story: every one of the three questions may be passed over
> danger wake
> _skip
= danger.d_who
> _skip
= danger.d_where
> none
= danger.line
? alert T0
? fact perpetrator unknown

story: phone numbers stand on the card without any alert
> danger phones
= danger.phones
? no case
> _back
= danger.card
> phones wake
= danger.d_may
? alert T0

story: words on the line are passed on and leave the chat
> danger wake any armed HN
= danger.line
< men with rifles are outside
+ passed_on
= danger.line
< a second line of words
+ passed_on
! voice
+ passed_on
! location
+ passed_on
! contact
+ passed_on
> safe
= danger.safe_now
> later
= danger.rest
? alert T0

story: words are passed on in the middle of the three questions too
> danger wake
< please hurry
+ passed_on
= danger.d_may
> never armed none
= danger.line
? consent contact no

story: the way on from today, and back again
> help today
= danger.card
> first
= core.who
? no case
> me adult agree
= core.silence
? case draft

story: with the line open, taps go on in the core case and words are still passed on
> danger wake _skip _skip none taps
= core.who
< they are at the door
+ passed_on
= core.who
> me adult agree drop none land
= core.happened
? alert T0

story: from safe to help for the next days
> danger wake any armed HN safe now
= core.who
> me adult agree
= core.work
? fact imminence days

story: the word danger brings the card from everywhere
> help
< danger
= danger.card
> _back
= core.when

story: no language of ours, and a person is called all the same
> other none wake
= danger.d_may
? alert T0

story: phone numbers while the line is open, and back
> danger wake any armed HN phones
= danger.line_phones
> go_on
= danger.line
> phones safe
= danger.safe_now
> later danger
= danger.card
