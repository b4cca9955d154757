# As frightened people write: the word once more, the same answer twice, a number where a button stands.

story: the word typed again while the case stands open leaves the chat and reaches no officer
> help days me adult agree drop HN land attack armed first advice never
< Blue Window
= core.check
< blue window
+ word_here
- not_understood
= core.check
> send
= core.sent
< BLUE  WÍNDOW
+ word_here
- passed_on
= core.sent
? parts of text 0
< the blue window
+ passed_on
? parts of text 1

story: an offered word, too
> help days me adult agree drop HN land attack armed first advice never river
> send
< @word
+ word_here
- passed_on
? parts of text 0

story: more tries in a day than the word allows pass on as words, and the word still opens the case
> help days me adult agree drop HN land attack armed first advice never
< lluvia
> send
< aaaa
< bbbb
< cccc
< dddd
< eeee
< lluvia
+ passed_on
@ 31m
< lluvia
= menu.home

story: what was said while it rang is not asked again
> danger wake any armed HN taps me adult agree
= core.work
> land attack
= core.worse
> first advice
= core.word

story: who did not know it then is asked in the calm
> danger wake never unknown HN taps me adult agree land attack
= core.whom

story: who skipped it then is asked in the calm, and officials lead to the other sessions once
> danger wake _skip officials HN taps me adult agree land attack
= core.sessions
> done
= core.worse
> first advice
= core.contact

story: a child in a country with one clock is not asked the hour
> help days me child go_on agree KE online nobody day
= child.sent
< they took my phone
+ passed_on

story: a child is told with what to answer
> help days me child go_on agree
! photo
+ child_no_files
= child.country

story: nothing of theirs is shared, and nobody is asked to stop
> help days me adult agree drop HN land attack armed first advice never river send
> _menu delete sharing
= delete.unshared

story: a place that is only being prepared has no text yet
> help days me adult agree drop HN land attack armed first advice never river send places
> front-line-defenders officer each nameless without
= places.offer_ok
> _menu delete sharing
= delete.unshared

story: a place that has a text can be asked to stop
> help days me adult agree drop HN land attack armed first advice never river send places
> front-line-defenders officer each nameless without
* prepared
> _hide
< @word
= after.approve
> send
* sent
> _menu delete sharing
= delete.stopped
> ask
= delete.rest

story: who has no case is not asked about sharing
> _menu delete
= delete.what
> case erase
= delete.gone

story: what becomes of answers when somebody stops in the middle
> help days me adult
> more
= about.data
> stop
= about.stopping
> understood understood
= core.consent

story: where this operator has no number, it says so
> danger phones
+ no_numbers
> _back wake phones
+ no_numbers

story: the review says each question with its answer, on pages, and lets each be changed
> help days me adult agree hour HN land attack armed first advice never river
= core.check
? shows core.when days
? shows core.silence hour
> _more
? shows core.country HN
? shows core.whom armed
> _more
? shows core.worse first
> change
= core.change
? shows core.when days
> _change:core.who
= core.who
> group
= core.check
> change _more _more
? shows core.need advice
> _change:core.need
> lawyer
= core.check
> send
? fact kind organisation
? fact needs legal

story: what was said while it rang is changed before sending, at the question of the calm
> danger wake any armed HN taps me adult agree land attack first advice none
= core.check
? shows danger.d_where HN
> change _change:core.country
= core.country
> _back
= core.change
> _change:core.country
> GT
= core.check
> _more
? shows core.country GT
> change _change:core.whom
= core.whom
> company
= core.check
> send
? fact country GT
? fact perpetrator company

story: whoever answered in the calm and then calls is asked only for what is missing
> help days me adult agree drop HN land
= core.happened
> _menu danger wake any armed taps
= core.happened
> attack
= core.worse

story: whoever sent their answers and then calls is not asked for them again
> help days me adult agree drop HN land attack armed first advice never river send
> _menu danger wake any armed taps
= core.check
> _more
? shows core.country HN
> send
= core.sent
? alert T0
