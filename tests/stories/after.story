# Behind the knock and the word.

story: choices are changed at home, and kept
> help weeks me adult agree drop HN labour attack unknown first advice any river send
@ 31m
< /start
< @word
= menu.home
> choices hours
= after.hours
> evening
= after.hour
< 2
= after.noted
? consent contact yes
> home choices hours never
= after.noted
? consent contact no
> home choices every
= after.every
> week
= after.noted
? consent checkin yes
> home choices delete
= delete.what
