# Stopped in the middle (F10): a yes of its own lets an officer read what was told so far; a no destroys it.

story: after one hour an officer is called, and reads how far it came
> help days me adult agree hour HN land attack armed
@ 59m
? case draft
@ 2m
? case sent T1
? alert T1
? fact stopped_at core.worse
? fact country HN
? fact silence hour

story: the time counts from the last answer
> help days me adult agree hour HN
@ 25m
> land
@ 40m
? case draft
@ 21m
? case sent T1

story: after one day
> help weeks me adult agree day NP labour
@ 23h
? case draft
@ 2h
? case sent
? fact stopped_at core.happened

story: a no destroys it after two days, unread
> help days me adult agree drop HN land attack
@ 19h
@ 3h
@ 19h
? case draft
@ 8h
? no case
? key no

story: the time survives a restart
> help days me adult agree hour HN land
@ restart
@ 61m
? case sent T1

story: the word brings back the question that stood, and what is sent then is whole
> help days me adult agree hour HN land attack armed first advice any
< Blue Window
= core.check
@ 61m
? case sent T1
? fact stopped_at core.check
< blue window
= faults.expired_yes
> go_on
= core.check
> send
= core.sent
? case sent T1
? fact stopped_at None

story: who is on the line is not called for twice
> danger wake any armed HN taps me adult agree
= core.work
@ 61m
? case alert
? alert T0
