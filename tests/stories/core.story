# The core case (people.md 4 C): from Get help to a sealed case in at most 16 taps.

story: the commonest path, in at most 16 taps
> help
= core.when
> days
= core.who
> me
= core.age
> adult
= core.consent
? no case
> agree
= core.silence
? case draft
? key yes
? consent keep yes
> hour
= core.country
? consent silence yes
> HN
= core.work
> land
= core.happened
> attack
= core.whom
> armed
= core.worse
> growing
= core.need
> place
= core.contact
> evening
= core.word
> lamp
= core.check
? case draft
> send
= core.sent
? taps 16
? case sent T1
? alert T1
? fact country HN
? fact flags escalating repeated
? fact safe_hours evening

story: one tap more where officials are the danger
> help weeks me adult agree drop MX law attack forces
= core.sessions
> done
= core.worse
> first lawyer any river
= core.check
> send
= core.sent
? taps 17
? case sent

story: other sessions that cannot be ended
> help weeks me adult agree drop MX media phone
= core.sessions
> cannot
= core.clean
> taps
= core.whom
> unknown first phone never none send
= core.sent
? fact sessions cannot

story: stop and hide from there
> help weeks me adult agree drop MX media phone cannot hide
? no case

story: held is asked after an arrest
> help days me adult agree drop GT corruption arrest
= core.detained
> free
= core.whom
> officials _skip first lawyer any none send
= core.sent
? fact detained False

story: held, and writing from there
> help days me adult agree drop GT corruption arrest held
= core.held_here
> here
= core.goodtime
> good
= core.whom
> officials done first lawyer any none send
= core.sent
? fact detained True
? case sent T1

story: two answers that disagree are a person's to untangle
> help days me adult agree drop GT corruption arrest held unsaid
= core.goodtime
? case draft
> good
= core.whom
> officials done first lawyer any none send
= core.sent
? fact flags facts_conflict
? fact kind unclear
? fact good_time yes

story: it is no good time: officers are told, and the chat is cleared
> help days me adult agree drop GT corruption arrest held unsaid
= core.goodtime
> bad
@ 2s
? empty
? no case

story: a guest for whom it is no good time leaves nothing
> help days me adult guest GT corruption arrest held here
= core.goodtime
> bad
@ 2s
? empty
? no case
? key no

story: who is missing does not write
> help days me adult agree drop PK other missing
= core.missing_who
> family
= core.whom
> forces done first search any none send
= core.sent
? fact kind relative
? fact disappeared True
? case sent T0

story: a colleague who has not said yes is advised, and nothing about them goes out
> help days colleague
= core.subject
> not_yet adult
= core.consent
> agree drop KE law attack forces done first lawyer any none send places
= places.options
? fact subject_consent no

story: for somebody else
> help weeks family
= core.subject
> unable
= core.age
> adult
= core.consent
> agree drop KE law missing forces done first search any none send
= core.sent
? fact subject_consent cannot_be_asked
? fact disappeared True
? case sent T0

story: an answer is changed on the last screen
> help weeks me adult agree drop NG labour attack company first money any none
= core.check
> change
= core.change
>> _more _change:core.whom
= core.whom
> armed
= core.check
> send
= core.sent
? fact perpetrator armed_group

story: everything is deleted on the last screen
> help weeks me adult agree drop NG labour attack company first money any river
= core.check
> delete
= core.wiped
? no case
> done
? no case

story: back goes back, and the answer can be another
> help days me
= core.age
> _back
= core.who
> community
= core.consent
> agree drop NP land land company first advice any none send
= core.sent
? fact kind community

story: a word of one's own
> help weeks me adult agree drop NG labour attack company first money any
= core.word
< Blue Window
= core.check
> send
= core.sent

story: story words where nobody of the State is the danger
> help weeks me adult agree drop NG labour attack company first money any none send story
= more.story
< they came on Monday
= places.options
? case sent

story: taps only where officials are the danger
> help weeks me adult agree drop NG labour attack forces done first money any none send story
= more.story_taps
> more
= more.happened
