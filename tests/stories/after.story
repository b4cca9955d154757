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

story: a text is read, changed, approved, and refused by the place
> help weeks me adult agree drop NG media online unknown first phone any river send places accessnow-helpline officer each nothing without more
* prepared
@ 31m
< /start
< @word
= after.approve
> read change
= after.change
> home
= menu.home
> asked
= after.status
* prepared
>> knock
> send
= after.sending
* sent
* refused no_funds
>> knock
= after.refused
> stop
= after.noted

story: silence has a next step
> help weeks me adult agree drop NG media online unknown first phone any river send places accessnow-helpline officer each nothing without more
* prepared
@ 31m
< /start
< @word
> send
* sent
* no_answer silent
>> knock
= after.noanswer
> wait
= after.noted

story: a case closes with the person, who is known again
> help weeks me adult agree drop NG media online unknown first phone any river send places accessnow-helpline officer each nothing without more
* closing
>> knock
= after.closing
> not_yet
= after.open_still
* closing
>> knock
= after.closing
> close
= after.closing2
> keep
= after.kept
< @word
= after.again
> same
= menu.told

story: a case closes, and nothing leads to the person any more
> help weeks me adult agree drop NG media online unknown first phone any river send places accessnow-helpline officer each nothing without more
* closing
>> knock
= after.closing
> close
= after.closing2
> forget
= after.gone

story: a check-in
> help weeks me adult agree drop NG media online unknown first phone any river send places accessnow-helpline officer each nothing without more
@ 31m
< /start
< @word
> choices every day
@ 25h
< @word
= after.checkin
> fine
= after.noted

story: the hour is asked where a country has several
> help weeks me adult agree drop MX labour attack armed first advice evening
= core.hour
< 14
= core.word

story: a yes without the word is noted, and an officer asks another way
> help weeks me adult agree drop NG media online unknown first phone any river send places accessnow-helpline officer each nothing without more
* prepared
>> knock
> send
= after.unproved
> person
