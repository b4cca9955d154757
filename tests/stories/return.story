# The chat forgets; the word opens it again.

story: within half an hour the talk goes on where it was
> help weeks me adult agree drop NP
@ 29m
< /start
= core.work

story: after half an hour there is only the first screen, and the word brings the case back
> help weeks me adult agree drop NP labour attack unknown first advice any river send
@ 31m
< /start
= first.welcome
? no case
< wrong
= first.welcome
? no case
@ restart

story: hide clears the chat
> help weeks me adult agree drop NP labour attack unknown first advice any river send _hide
@ 1m
? empty
< /start
= first.welcome
? no case

story: a draft that was left is destroyed after two days
> help weeks me adult agree drop NP labour
@ 47h
@ 2h
< /start
= first.welcome
? key no

story: a guest is forgotten after an hour
> help weeks me adult guest NP
@ 61m
? key no
< /start
= first.welcome

story: home after the word, and what it leads to
> help weeks me adult agree drop NP labour attack unknown first advice any river send
@ 31m
< /start
< volcano
= first.welcome
> help
< @word
= menu.home
? case sent
> more
= more.happened
> watched _done
= more.needs
@ 31m
< @word
= menu.home
> places _back
= menu.home
> person
= menu.person
> _back
> choices
= after.choices
> delete
= delete.what
> _back _back
= menu.home
> danger
= danger.card

story: a code for another phone, for who knows the word
> help weeks me adult agree drop NP labour attack unknown first advice any river send code
= menu.code
< wrong
= menu.code_no
> again
< @word
= menu.home
> choices code leave
= menu.home
