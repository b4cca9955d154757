# Something that nobody asked for: one question, to an officer or deleted.

story: a voice note is deleted
> help
! voice
= menu.unasked
? no case
> delete
+ deleted
= core.when
? no case

story: a place is sent to an officer, and only then is there a case
> help
! location
= menu.unasked
> send
+ passed_on
= menu.told
? case alert
? alert T1
? consent attachment yes
> any
= danger.line
! location
+ passed_on
= danger.line

story: who can only speak sends three voice notes, and is asked whether a person may answer
! voice
! voice
= menu.unasked
> send
= menu.told
? alert T1
! voice
+ passed_on
> any
= danger.line
? consent contact yes
! voice
+ passed_on


story: at the card the voice note goes with the call
> danger
! voice
= menu.unasked
> _back
= danger.card
> wake
+ passed_on
= danger.d_may
? alert T0

story: words typed at the card wait for the person that the next tap calls
> danger
< they are at the door now
+ held
= danger.card
? no case
< please
+ held
>> wake
+ passed_on
= danger.d_may
? alert T0
? parts of text 2

story: a cry for help inside a sentence leads to the card, and goes with the call
< peligro, estan afuera con armas
+ held
= danger.card
>> wake
? alert T0
? parts of text 1

story: a cry for help in the middle of the questions
> help weeks me adult
< خطر يا ناس
+ held
= danger.card
> _back
= core.consent

story: words beside a voice note go with it
! voice
< that was my brother speaking
+ held
= menu.unasked
> delete
+ deleted
= first.welcome
? no case

story: words that are no answer leave the chat, and a slip of the finger is asked again
> help weeks
< xx
+ not_understood
- taps_count
< they published my address in the paper
+ taps_count
= core.who

story: a person is asked for inside a sentence, and deleting too
> help weeks
< write to a person please
= menu.person
> _back
< delete it all
= delete.what

story: I do not know is an answer where the question has one
> help unsure me unsaid agree drop none
= core.work
> other
< no se
= core.whom
< I don't know
= core.worse
< لا أعرف
= core.need
< no sé
= core.contact
> never
= core.word
< no idea
+ not_understood
= core.word

story: a contact in the middle of a draft
> help weeks me adult agree drop NP
! contact
= menu.unasked
> send
= core.work

story: two files, one question
> help
! photo
! document
= menu.unasked
> delete
= core.when

story: a sticker says nothing
> help
! sticker
+ sticker
= core.when
