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
= core.when
? case alert
? consent attachment yes

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
